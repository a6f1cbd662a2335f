import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { execute } from '@/api/client';
import { RemoveViewDocument, SaveViewDocument } from '@/api/generated/graphql';
import { viewsQuery, type View } from '@/api/views';
import type { JsonObject } from '@/lib/json';

/** A view to be saved; with the id of one that is there it is changed. */
export type ViewDraft = { id?: string; model: string; name: string; query: JsonObject; shared: boolean };

/** Saves and removes views. */
export function useViewChanges() {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: viewsQuery.queryKey });

  const save = useMutation({
    mutationFn: (draft: ViewDraft) => execute(SaveViewDocument, draft),
    meta: { quiet: true },
    onSuccess: (_result, { name }) => {
      toast(`“${name}” is in the sidebar`);
      return refresh();
    },
  });

  const remove = useMutation({
    mutationFn: (view: View) => execute(RemoveViewDocument, { id: view.id }),
    onSuccess: (_result, { model, name, query, shared }) => {
      const undo = () => save.mutate({ model, name, query: query as JsonObject, shared });
      toast(`“${name}” is removed`, { action: { label: 'Undo', onClick: undo } });
      return refresh();
    },
  });

  return { save, remove };
}
