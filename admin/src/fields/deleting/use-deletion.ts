import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { execute } from '@/api/client';
import { DeleteEntryDocument, RestoreEntryDocument } from '@/api/generated/graphql';
import { countsQuery } from '@/api/models';
import { loadUsage, type Usage } from '@/api/usage';

export type Deletable = { id: string; model: string; title: string };

type Question = { entry: Deletable; usage: Usage };

/**
 * Moves entries to the trash. What nothing refers to goes at once, and comes back by Undo; else it is shown first what
 * refers to it, and what is in the way.
 */
export function useDeletion(onDeleted: (entry: Deletable) => unknown) {
  const client = useQueryClient();
  const [question, setQuestion] = useState<Question | null>(null);

  async function refresh() {
    await client.invalidateQueries({ queryKey: ['entries'] });
    await client.invalidateQueries({ queryKey: countsQuery.queryKey });
  }

  const restore = useMutation({
    mutationFn: (entry: Deletable) => execute(RestoreEntryDocument, { id: entry.id }),
    onSuccess: refresh,
  });

  const remove = useMutation({
    mutationFn: (entry: Deletable) => execute(DeleteEntryDocument, { id: entry.id }),
    onSuccess: async (_result, entry) => {
      setQuestion(null);
      toast(`“${entry.title}” is in the trash`, { action: { label: 'Undo', onClick: () => restore.mutate(entry) } });
      await onDeleted(entry);
      await refresh();
    },
  });

  const look = useMutation({
    mutationFn: (entry: Deletable) => loadUsage(entry.id),
    onSuccess: (usage, entry) => {
      if (usage.total === 0) remove.mutate(entry);
      else setQuestion({ entry, usage });
    },
  });

  return {
    question,
    busy: look.isPending || remove.isPending,
    ask: (entry: Deletable) => look.mutate(entry),
    confirm: () => question && remove.mutate(question.entry),
    close: () => setQuestion(null),
  };
}

export type Deletion = ReturnType<typeof useDeletion>;
