import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { FileQuestion } from 'lucide-react';
import { entryQuery, type Entry } from '@/api/entries';
import { useSpace } from '@/api/me';
import { countsQuery, schemaQuery } from '@/api/models';
import { EmptyState } from '@/ui/empty-state';
import { Failure } from '@/ui/failure';
import { Editor } from './editor';
import { EditorSkeleton } from './editor-skeleton';
import { NEW, useEditorKey } from './use-editor-key';

const route = getRouteApi('/shell/content/$model/$id');

export default function EditorPage() {
  const { model: apiId, id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const client = useQueryClient();
  const space = useSpace();
  const schema = useQuery(schemaQuery);
  const model = schema.data?.models.find((each) => each.apiId === apiId);
  const { key, isAdopted, adopt } = useEditorKey(`${apiId}/${id}`);
  const isNew = id === NEW || isAdopted;
  const entry = useQuery({ ...entryQuery(id), enabled: !isNew });

  function onCreated(created: Entry) {
    adopt(`${created.model}/${created.id}`);
    void client.invalidateQueries({ queryKey: countsQuery.queryKey });
    void navigate({ to: '/content/$model/$id', params: { model: created.model, id: created.id }, search, replace: true });
  }

  if (schema.isError) return <Failure error={schema.error} onRetry={() => void schema.refetch()} />;
  if (entry.isError) return <Failure error={entry.error} onRetry={() => void entry.refetch()} />;
  if (schema.isSuccess && (!model || entry.data === null || (entry.data && entry.data.model !== apiId))) {
    return (
      <EmptyState icon={<FileQuestion />} title="This entry does not exist">
        It may have been deleted, or the address is not complete.
      </EmptyState>
    );
  }
  if (!model || !space || (!isNew && !entry.data)) return <EditorSkeleton />;
  const locale = space.locales.some((each) => each.code === search.locale) ? search.locale! : space.defaultLocale;
  return (
    <Editor
      key={key}
      model={model}
      entry={isNew ? null : (entry.data ?? null)}
      space={space}
      locale={locale}
      onCreated={onCreated}
    />
  );
}
