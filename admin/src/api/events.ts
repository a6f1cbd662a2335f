import { infiniteQueryOptions } from '@tanstack/react-query';
import { execute } from './client';
import { AuditEventsDocument, type AuditEventsQuery, type HomeQuery } from './generated/graphql';

export type Event = HomeQuery['home']['activity'][number];
export type AuditEvent = AuditEventsQuery['events'][number];

/** Which events to list; null: all. */
export type EventFilter = { types: string[] | null; entry: string | null };

const PAGE_SIZE = 50;

/** The audit record, newest first. */
export function auditQuery(filter: EventFilter) {
  return infiniteQueryOptions({
    queryKey: ['events', 'audit', filter],
    queryFn: async ({ pageParam, signal }) => {
      return (await execute(AuditEventsDocument, { ...filter, first: PAGE_SIZE, before: pageParam }, signal)).events;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.length === PAGE_SIZE ? page.at(-1)?.id : undefined),
    staleTime: 5_000,
  });
}
