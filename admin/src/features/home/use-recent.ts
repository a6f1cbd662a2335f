import { useQueries } from '@tanstack/react-query';
import { execute } from '@/api/client';
import type { EntryRow } from '@/api/entries';
import { EntriesDocument } from '@/api/generated/graphql';
import { ASSET, useSchema, type Model } from '@/api/models';

const MOST = 8;

export type Recent = { row: EntryRow; model: Model };

/** The entries that were changed last, of all models. */
export function useRecent() {
  const models = useSchema().models.filter((model) => model.apiId !== ASSET);
  const results = useQueries({
    queries: models.map((model) => ({
      queryKey: ['entries', model.apiId, 'recent'],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const variables = { model: model.apiId, orderBy: [{ updatedAt: 'DESC' }], first: MOST, count: false };
        return (await execute(EntriesDocument, variables, signal)).entries.edges.map((edge) => edge.node);
      },
      staleTime: 10_000,
    })),
  });
  const all = results.flatMap((result, i) => (result.data ?? []).map((row): Recent => ({ row, model: models[i]! })));
  all.sort((a, b) => b.row.updatedAt.localeCompare(a.row.updatedAt));
  return { recent: all.slice(0, MOST), pending: models.length === 0 || results.some((result) => result.isPending) };
}
