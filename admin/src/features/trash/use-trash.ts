import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { toast } from 'sonner';
import { execute } from '@/api/client';
import { PurgeEntryDocument, RestoreEntryDocument } from '@/api/generated/graphql';
import { countsQuery } from '@/api/models';
import type { Trashed } from '@/api/trash';

/** Brings entries back from the trash, and removes them for good. */
export function useTrash() {
  const client = useQueryClient();
  const navigate = useNavigate();

  async function refresh() {
    await client.invalidateQueries({ queryKey: ['entries'] });
    await client.invalidateQueries({ queryKey: countsQuery.queryKey });
  }

  const restore = useMutation({
    mutationFn: (entry: Trashed) => execute(RestoreEntryDocument, { id: entry.id }),
    onSuccess: (_result, { id, model, title }) => {
      const open = () => void navigate({ to: '/content/$model/$id', params: { model, id } });
      toast(`“${title}” is back, as a draft`, { action: { label: 'Open', onClick: open } });
      return refresh();
    },
  });

  const purge = useMutation({
    mutationFn: (entry: Trashed) => execute(PurgeEntryDocument, { id: entry.id }),
    onSuccess: (_result, { title }) => {
      toast(`“${title}” is gone for good`);
      return refresh();
    },
  });

  return { restore, purge };
}

export type Trash = ReturnType<typeof useTrash>;
