import { infiniteQueryOptions } from '@tanstack/react-query';
import { execute } from './client';
import { TrashDocument, type TrashPartsFragment } from './generated/graphql';

/** An entry in the trash. */
export type Trashed = TrashPartsFragment;

const PAGE_SIZE = 20;

/** What is in the trash of a model, what went there last first. */
export function trashQuery(model: string) {
  return infiniteQueryOptions({
    queryKey: ['entries', model, 'trash'],
    queryFn: async ({ pageParam, signal }) => {
      const variables = { model, first: PAGE_SIZE, after: pageParam, count: pageParam === null };
      return (await execute(TrashDocument, variables, signal)).entries;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined),
    staleTime: 5_000,
  });
}
