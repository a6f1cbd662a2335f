import type { ReactNode } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Failure } from '@/ui/failure';

type Props<T> = { query: UseQueryResult<T>; children: (data: T) => ReactNode };

/** Shows what a query loads, while it does not yet, and when it cannot. */
export function Loaded<T>({ query, children }: Props<T>) {
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <div className="skeleton h-40 !rounded-lg" />;
  return children(query.data);
}
