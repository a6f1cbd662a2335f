import { queryOptions } from '@tanstack/react-query';
import { execute } from './client';
import { SearchDocument, type SearchQuery } from './generated/graphql';

export type SearchHit = SearchQuery['search'][number];

/** The entries of all models in which words are found, best first. */
export function everywhereQuery(text: string, first: number) {
  return queryOptions({
    queryKey: ['entries', 'everywhere', text, first],
    queryFn: async ({ signal }) => (await execute(SearchDocument, { text, first }, signal)).search,
    staleTime: 10_000,
  });
}
