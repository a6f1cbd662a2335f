import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { searchQuery } from '@/api/entries';
import type { Model } from '@/api/models';
import { Failure } from '@/ui/failure';

/** A model with one entry has no list: this goes to the entry, or to a new one. */
export function SingletonPage({ model }: { model: Model }) {
  const found = useQuery(searchQuery(model, '', {}, 1));
  if (found.isError) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return null;
  const id = found.data[0]?.id ?? 'new';
  return <Navigate to="/content/$model/$id" params={{ model: model.apiId, id }} replace />;
}
