import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { execute } from './client';
import { EventsDocument, type EventsQuery } from './generated/graphql';

export type Event = EventsQuery['events'][number];

const PAGE_SIZE = 50;

export const recentEventsQuery = queryOptions({
  queryKey: ['events', 'recent'],
  queryFn: async ({ signal }) => (await execute(EventsDocument, { first: 12 }, signal)).events,
  staleTime: 10_000,
});

export const allEventsQuery = infiniteQueryOptions({
  queryKey: ['events', 'all'],
  queryFn: async ({ pageParam, signal }) => {
    return (await execute(EventsDocument, { first: PAGE_SIZE, before: pageParam }, signal)).events;
  },
  initialPageParam: null as string | null,
  getNextPageParam: (page) => (page.length === PAGE_SIZE ? page.at(-1)?.id : undefined),
});
