import { queryOptions } from '@tanstack/react-query';
import { execute } from './client';
import { UsersDocument, type Role, type UserPartsFragment } from './generated/graphql';

export type User = UserPartsFragment;
export type { Role };

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: async ({ signal }) => (await execute(UsersDocument, {}, signal)).users,
});
