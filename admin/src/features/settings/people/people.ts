import { queryOptions } from '@tanstack/react-query';
import { execute } from '@/api/client';
import { UsersDocument, type UserPartsFragment } from '@/api/generated/graphql';

export type Person = UserPartsFragment;

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: async ({ signal }) => (await execute(UsersDocument, {}, signal)).users,
});
