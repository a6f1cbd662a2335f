import { useInfiniteQuery } from '@tanstack/react-query';
import { Activity } from 'lucide-react';
import { allEventsQuery } from '@/api/events';
import { EventLine } from '@/fields/activity/event-line';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { Failure } from '@/ui/failure';
import { Section } from '../section';

/** Everything that happened: the audit record. */
export default function ActivitySection() {
  const query = useInfiniteQuery(allEventsQuery);
  const events = query.data?.pages.flat() ?? [];
  return (
    <Section title="Activity" hint="Everything that was changed, by whom and when.">
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <div className="skeleton h-80 !rounded-lg" />}
      {query.isSuccess && events.length === 0 && <EmptyState icon={<Activity />} title="Nothing happened yet" />}
      <ul>
        {events.map((event) => (
          <EventLine key={event.id} event={event} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button className="mt-4" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Section>
  );
}
