import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Json, JsonObject } from '@/lib/json';
import { execute } from './client';
import {
  EntriesDocument,
  EntryDocument,
  EntrySummaryDocument,
  SearchEntriesDocument,
  UsedByDocument,
  type AssetPartsFragment,
  type EntryPartsFragment,
  type HighlightPartsFragment,
  type RowPartsFragment,
  type Status,
  type SummaryPartsFragment,
} from './generated/graphql';
import type { Model } from './models';

export type Entry = EntryPartsFragment;
/** Where the words of a search were found in an entry. */
export type Highlight = HighlightPartsFragment;
export type EntryRow = RowPartsFragment & { highlights?: Highlight[] };
export type EntrySummary = SummaryPartsFragment;
export type AssetFile = AssetPartsFragment;
export type { Status };

export type Direction = 'ASC' | 'DESC';
export type ListArguments = {
  model: string;
  where: JsonObject;
  /** Null: the best first, for a search. */
  orderBy: Record<string, Direction>[] | null;
  search?: string;
  archived?: boolean;
};

const PAGE_SIZE = 50;

/** All pages of a list that were asked for. The first page carries the count of all. */
export function entriesQuery(list: ListArguments) {
  return infiniteQueryOptions({
    queryKey: ['entries', list.model, list],
    queryFn: async ({ pageParam, signal }) => {
      const variables = { ...list, first: PAGE_SIZE, after: pageParam, count: pageParam === null };
      const { edges, ...page } = (await execute(EntriesDocument, variables, signal)).entries;
      return { ...page, nodes: edges.map(({ node, highlights }): EntryRow => ({ ...node, highlights })) };
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined),
    staleTime: 10_000,
  });
}

export function entryQuery(id: string) {
  return queryOptions({
    queryKey: ['entry', id],
    queryFn: async ({ signal }) => (await execute(EntryDocument, { id }, signal)).entry,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

export function summaryQuery(id: string) {
  return queryOptions({
    queryKey: ['summary', id],
    queryFn: async ({ signal }) => (await execute(EntrySummaryDocument, { id }, signal)).entry,
  });
}

export function usedByQuery(id: string) {
  return queryOptions({
    queryKey: ['usedBy', id],
    queryFn: async ({ signal }) => (await execute(UsedByDocument, { id }, signal)).usedBy,
  });
}

/** What finds entries whose title holds a text. */
export function titleFilter(model: Model, text: string): JsonObject {
  const trimmed = text.trim();
  return model.titleField && trimmed ? { [model.titleField]: { contains: trimmed } } : {};
}

/** The first entries of a model whose title holds a text, newest first. */
export function searchQuery(model: Model, text: string, more: JsonObject = {}, first = 20) {
  const where: Json = { ...titleFilter(model, text), ...more };
  return queryOptions({
    queryKey: ['entries', model.apiId, 'search', where, first],
    queryFn: async ({ signal }): Promise<EntrySummary[]> => {
      const variables = { model: model.apiId, where, orderBy: [{ updatedAt: 'DESC' }], first };
      return (await execute(SearchEntriesDocument, variables, signal)).entries.nodes;
    },
    staleTime: 10_000,
  });
}
