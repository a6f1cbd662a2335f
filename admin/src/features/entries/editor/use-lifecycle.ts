import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { toast } from 'sonner';
import { execute } from '@/api/client';
import type { Entry } from '@/api/entries';
import { ApiError, messageOf } from '@/api/errors';
import {
  ArchiveEntryDocument,
  DuplicateEntryDocument,
  PublishEntryDocument,
  RestoreEntryDocument,
  UnarchiveEntryDocument,
  UnpublishEntryDocument,
} from '@/api/generated/graphql';
import { useDeletion } from '@/fields/deleting/use-deletion';
import type { OpenEntry } from './editor-store';

type PublishOptions = { locales?: string[]; withReferences?: boolean };

/** Everything that happens to an entry as a whole. Each first saves what is written. */
export function useLifecycle(store: OpenEntry, onProblems: () => void) {
  const client = useQueryClient();
  const navigate = useNavigate();

  /** The saved entry; throws when it could not be saved. */
  async function saved(): Promise<Entry> {
    const done = await store.flush();
    const { entry, state, clashes } = store;
    if (clashes.size > 0) throw new ApiError('Somebody else changed the same fields. Settle that first.', 'CONFLICT');
    if (done && entry) return entry;
    throw new ApiError(state.kind === 'refused' ? state.message : 'This could not be saved yet.', 'NETWORK');
  }

  async function refreshLists() {
    await client.invalidateQueries({ queryKey: ['entries'] });
    await client.invalidateQueries({ queryKey: ['counts'] });
  }

  function tell(error: unknown) {
    toast.error(messageOf(error));
    if (!(error instanceof ApiError) || error.problems.length === 0 || !store.entry) return;
    store.adopt({ ...store.entry, problems: error.problems });
    onProblems();
  }

  const publish = useMutation({
    mutationFn: async ({ locales, withReferences }: PublishOptions) => {
      const { id, version } = await saved();
      return (await execute(PublishEntryDocument, { id, version, locales, withReferences })).publishEntry;
    },
    meta: { quiet: true },
    onSuccess: (entry) => {
      store.adopt(entry);
      toast('Published');
      return refreshLists();
    },
    onError: tell,
  });

  const unpublish = useMutation({
    mutationFn: async (locales: string[] | undefined) => {
      const { id, version } = await saved();
      return (await execute(UnpublishEntryDocument, { id, version, locales })).unpublishEntry;
    },
    meta: { quiet: true },
    onSuccess: (entry, locales) => {
      store.adopt(entry);
      toast('Unpublished', { action: { label: 'Undo', onClick: () => publish.mutate({ locales }) } });
      return refreshLists();
    },
    onError: tell,
  });

  const unarchive = useMutation({
    mutationFn: async ({ id, live }: { id: string; live: boolean }) => {
      const { unarchiveEntry } = await execute(UnarchiveEntryDocument, { id });
      return live ? (await execute(PublishEntryDocument, { id, version: unarchiveEntry.version })).publishEntry : unarchiveEntry;
    },
    onSuccess: (entry) => {
      store.adopt(entry);
      toast(entry.status === 'PUBLISHED' ? 'Out of the archive, and live again' : 'Out of the archive, as a draft');
      return refreshLists();
    },
  });

  const restore = useMutation({
    mutationFn: async (id: string) => (await execute(RestoreEntryDocument, { id })).restoreEntry,
    onSuccess: (entry) => {
      store.adopt(entry);
      toast('Back from the trash, as a draft');
      return refreshLists();
    },
  });

  const archive = useMutation({
    mutationFn: async () => {
      const { id, version, status } = await saved();
      const entry = (await execute(ArchiveEntryDocument, { id, version })).archiveEntry;
      return { entry, live: status === 'PUBLISHED' };
    },
    onSuccess: ({ entry, live }) => {
      store.adopt(entry);
      toast('Archived', { action: { label: 'Undo', onClick: () => unarchive.mutate({ id: entry.id, live }) } });
      return refreshLists();
    },
  });

  const deletion = useDeletion(({ model }) => navigate({ to: '/content/$model', params: { model } }));

  const duplicate = useMutation({
    mutationFn: async () => {
      const { id } = await saved();
      return (await execute(DuplicateEntryDocument, { id })).duplicateEntry;
    },
    onSuccess: async ({ model, id }) => {
      await navigate({ to: '/content/$model/$id', params: { model, id } });
      toast('This is the copy');
      await refreshLists();
    },
  });

  return { saved, publish, unpublish, archive, unarchive, restore, deletion, duplicate, tell };
}

export type Lifecycle = ReturnType<typeof useLifecycle>;
