import { useInfiniteQuery } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import { deliveriesQuery, type Webhook } from '@/api/webhooks';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { Failure } from '@/ui/failure';
import { RowsSkeleton } from '../parts/loaded';
import { Panel } from '../parts/panel';
import { SectionHead } from '../parts/section-head';
import { DeliveryRow } from './delivery-row';
import { isUnderWay } from './outcome';
import { useRedeliver } from './use-webhook';

const SOON_MS = 2_000;
const LATER_MS = 15_000;

function List({ webhook }: { webhook: Webhook }) {
  const deliveries = useInfiniteQuery({
    ...deliveriesQuery(webhook.id),
    refetchInterval: ({ state }) => (state.data?.pages.flat().some(isUnderWay) ? SOON_MS : LATER_MS),
  });
  const redeliver = useRedeliver(webhook.id);
  if (deliveries.isError && !deliveries.data) {
    return <Failure error={deliveries.error} onRetry={() => void deliveries.refetch()} />;
  }
  if (deliveries.isPending) return <RowsSkeleton />;
  const all = deliveries.data.pages.flat();
  if (all.length === 0) {
    return (
      <EmptyState icon={<Inbox />} title="Nothing was sent yet">
        The next event that it hears of shows up here.
      </EmptyState>
    );
  }
  return (
    <>
      <Panel>
        <ul aria-label="Deliveries">
          {all.map((delivery) => (
            <DeliveryRow
              key={delivery.id}
              delivery={delivery}
              mayResend={webhook.enabled}
              busy={redeliver.isPending && redeliver.variables === delivery.id}
              onResend={() => redeliver.mutate(delivery.id)}
            />
          ))}
        </ul>
      </Panel>
      {deliveries.hasNextPage && (
        <Button className="mt-3 w-full" busy={deliveries.isFetchingNextPage} onClick={() => void deliveries.fetchNextPage()}>
          Show earlier
        </Button>
      )}
    </>
  );
}

/** What was sent to a webhook, and what came back. */
export function Deliveries({ webhook }: { webhook: Webhook }) {
  return (
    <section>
      <SectionHead title="Deliveries">Newest first, kept for 30 days. A call that fails is tried again for about three days.</SectionHead>
      <List webhook={webhook} />
    </section>
  );
}
