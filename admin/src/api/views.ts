import { queryOptions, useQuery } from '@tanstack/react-query';
import { execute } from './client';
import { ViewsDocument, type ViewPartsFragment } from './generated/graphql';

/** A list that somebody saved under a name: its filters, words and order. */
export type View = ViewPartsFragment;

export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: async ({ signal }) => (await execute(ViewsDocument, {}, signal)).views,
});

const NONE: View[] = [];

/** The saved lists of this person, and those that are shared; none until they are loaded. */
export function useViews(): View[] {
  return useQuery(viewsQuery).data ?? NONE;
}
