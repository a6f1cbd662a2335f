import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { execute } from '@/api/client';
import type { Entry } from '@/api/entries';
import { RestoreRevisionDocument, UpdateEntryDocument } from '@/api/generated/graphql';
import type { Model } from '@/api/models';
import { undoValues } from './undo-values';

export type RestoredField = { apiId: string; name: string };

/** Of one field, or of all. */
type Restored = { revision: number; fields?: RestoredField };

/** Makes values of a revision the draft's again; what they replaced comes back by Undo. */
export function useRestore(model: Model, entry: Entry) {
  const client = useQueryClient();

  async function refresh() {
    await client.invalidateQueries({ queryKey: ['history', entry.id] });
    await client.invalidateQueries({ queryKey: ['entry', entry.id] });
    await client.invalidateQueries({ queryKey: ['entries', model.apiId] });
  }

  const undo = useMutation({
    mutationFn: ({ before, after }: { before: Entry; after: Entry }) => {
      const values = undoValues(model, before.values, after.values);
      return execute(UpdateEntryDocument, { id: entry.id, values, version: after.version, autosave: false });
    },
    onSuccess: () => {
      toast('It is as it was before');
      return refresh();
    },
  });

  return useMutation({
    mutationFn: async ({ revision, fields }: Restored) => {
      const variables = { id: entry.id, revision, fields: fields && [fields.apiId], version: entry.version };
      return (await execute(RestoreRevisionDocument, variables)).restoreRevision;
    },
    onSuccess: (after, { revision, fields }) => {
      const what = fields ? `${fields.name} is` : 'Everything is';
      toast(`${what} as in version ${revision}`, { action: { label: 'Undo', onClick: () => undo.mutate({ before: entry, after }) } });
      return refresh();
    },
  });
}
