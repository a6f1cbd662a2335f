import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { execute } from './client';
import { AuditEventsDocument, EventsDocument, type AuditEventsQuery, type EventsQuery } from './generated/graphql';

export type Event = EventsQuery['events'][number];
export type AuditEvent = AuditEventsQuery['events'][number];

/** Which events to list; null: all. */
export type EventFilter = { types: string[] | null; entry: string | null };

const PAGE_SIZE = 50;

export const recentEventsQuery = queryOptions({
  queryKey: ['events', 'recent'],
  queryFn: async ({ signal }) => (await execute(EventsDocument, { first: 12 }, signal)).events,
  staleTime: 10_000,
});

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
