import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { FileQuestion } from 'lucide-react';
import { useSpace } from '@/api/me';
import { schemaQuery } from '@/api/models';
import { EmptyState } from '@/ui/empty-state';
import { Failure } from '@/ui/failure';
import { EntryList } from './entry-list';
import { SingletonPage } from './singleton-page';

const route = getRouteApi('/shell/content/$model');

export default function ListPage() {
  const { model: apiId } = route.useParams();
  const schema = useQuery(schemaQuery);
  const space = useSpace();
  const model = schema.data?.models.find((each) => each.apiId === apiId);
  if (schema.isError) return <Failure error={schema.error} onRetry={() => void schema.refetch()} />;
  if (schema.isPending || !space) return null;
  if (!model) {
    return (
      <EmptyState icon={<FileQuestion />} title={`There is no model “${apiId}”`}>
        It may have been renamed or removed.
      </EmptyState>
    );
  }
  if (model.singleton) return <SingletonPage model={model} />;
  return <EntryList key={model.apiId} model={model} locale={space.defaultLocale} />;
}
