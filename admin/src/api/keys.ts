import { queryOptions } from '@tanstack/react-query';
import { execute } from './client';
import { KeysDocument, type KeysQuery, type Scope } from './generated/graphql';

export type Key = KeysQuery['keys'][number];
export type { Scope };

export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: async ({ signal }) => (await execute(KeysDocument, {}, signal)).keys,
});
