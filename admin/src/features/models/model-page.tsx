import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { FileQuestion } from 'lucide-react';
import { schemaQuery } from '@/api/models';
import { EmptyState } from '@/ui/empty-state';
import { Failure } from '@/ui/failure';
import { ModelBuilder } from './model-builder';

const route = getRouteApi('/shell/models/$id');

export default function ModelPage() {
  const { id } = route.useParams();
  const schema = useQuery(schemaQuery);
  if (schema.isError) return <Failure error={schema.error} onRetry={() => void schema.refetch()} />;
  if (schema.isPending) return null;
  const model = [...schema.data.models, ...schema.data.components].find((each) => each.apiId === id);
  if (!model) return <EmptyState icon={<FileQuestion />} title={`There is no model “${id}”`} />;
  // applied changes come back as another source, and begin a new paper
  return <ModelBuilder key={JSON.stringify(model.source)} model={model} schema={schema.data} />;
}
