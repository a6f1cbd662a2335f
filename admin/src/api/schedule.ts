import { queryOptions } from '@tanstack/react-query';
import { execute } from './client';
import { EntryScheduleDocument, type ScheduleAction, type ScheduledPartsFragment } from './generated/graphql';

/** Something that is planned for an entry, or could not be carried out. */
export type Scheduled = ScheduledPartsFragment;
export type { ScheduleAction };

/** What is planned for an entry, first things first. */
export function entryScheduleQuery(id: string) {
  return queryOptions({
    queryKey: ['schedule', id],
    queryFn: async ({ signal }) => (await execute(EntryScheduleDocument, { id }, signal)).entry?.scheduled ?? [],
    staleTime: 5_000,
    refetchInterval: (query) => untilNext(query.state.data, Date.now()),
  });
}

const LONGEST_WAIT_MS = 60 * 60_000;
const SLACK_MS = 3_000;

/** How long until something planned should have happened; false when nothing is. */
export function untilNext(planned: Pick<Scheduled, 'at' | 'failure'>[] | undefined, now: number): number | false {
  const next = planned?.find((each) => each.failure === null);
  if (!next) return false;
  return Math.min(LONGEST_WAIT_MS, Math.max(0, Date.parse(next.at) - now) + SLACK_MS);
}
