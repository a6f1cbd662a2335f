import { queryOptions } from '@tanstack/react-query';
import { execute } from './client';
import { HomeDocument, type HomeQuery } from './generated/graphql';

export type Home = HomeQuery['home'];
export type Upcoming = Home['upcoming'][number];
export type Attention = Home['needsAttention'][number];

/** What somebody wants to see first: their drafts, what is coming up, what went wrong, what others did. */
export const homeQuery = queryOptions({
  queryKey: ['home'],
  queryFn: async ({ signal }) => (await execute(HomeDocument, {}, signal)).home,
  staleTime: 10_000,
});
