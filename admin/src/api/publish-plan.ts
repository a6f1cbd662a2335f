import { queryOptions } from '@tanstack/react-query';
import { execute } from './client';
import { PublishPlanDocument, type PublishPlanQuery } from './generated/graphql';

/** What publishing an entry with what it refers to would do. */
export type PublishPlan = PublishPlanQuery['publishPlan'];
export type PlanItem = PublishPlan['items'][number];

export function publishPlanQuery(id: string, version: number) {
  return queryOptions({
    queryKey: ['publishPlan', id, version],
    queryFn: async ({ signal }) => (await execute(PublishPlanDocument, { ids: [id] }, signal)).publishPlan,
    staleTime: 0,
    gcTime: 0,
  });
}
