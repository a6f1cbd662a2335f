import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { execute } from './client';
import {
  CompareRevisionsDocument,
  RevisionsDocument,
  type CompareRevisionsQuery,
  type DifferencePartsFragment,
  type RevisionPartsFragment,
} from './generated/graphql';

export type Revision = RevisionPartsFragment;
export type Difference = DifferencePartsFragment;
export type WordRun = NonNullable<Difference['words']>[number];
export type Comparison = CompareRevisionsQuery['compareRevisions'];

/** What two versions are compared; without `to` with what the entry holds now. */
export type Sides = { from: number; to: number | null };

const PAGE_SIZE = 30;

/** The revisions of an entry, newest first. */
export function revisionsQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ['history', id, 'revisions'],
    queryFn: async ({ pageParam, signal }) => {
      return (await execute(RevisionsDocument, { id, first: PAGE_SIZE, before: pageParam }, signal)).revisions;
    },
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.length === PAGE_SIZE ? page.at(-1)?.version : undefined),
    staleTime: 0,
  });
}

export function comparisonQuery(id: string, sides: Sides | null) {
  return queryOptions({
    queryKey: ['history', id, 'compare', sides],
    queryFn: async ({ signal }) => {
      const { from, to } = sides ?? { from: 0, to: null };
      return (await execute(CompareRevisionsDocument, { id, from, to }, signal)).compareRevisions;
    },
    enabled: sides !== null,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}
