import { queryOptions, useQuery } from '@tanstack/react-query';
import { execute } from './client';
import { MeDocument, SpaceDocument, type MeQuery, type SpaceQuery } from './generated/graphql';

export type Me = MeQuery['me'];
export type Space = SpaceQuery['space'];

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => (await execute(MeDocument, {}, signal)).me,
  staleTime: 5 * 60_000,
});

export const spaceQuery = queryOptions({
  queryKey: ['space'],
  queryFn: async ({ signal }) => (await execute(SpaceDocument, {}, signal)).space,
  staleTime: 5 * 60_000,
});

export function useMe(): Me | undefined {
  return useQuery(meQuery).data;
}

export function useSpace(): Space | undefined {
  return useQuery(spaceQuery).data;
}
