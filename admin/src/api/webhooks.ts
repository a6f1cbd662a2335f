import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { execute } from './client';
import {
  DeliveriesDocument,
  WebhookDocument,
  WebhooksDocument,
  type DeliveryPartsFragment,
  type WebhookPartsFragment,
} from './generated/graphql';

export type Webhook = WebhookPartsFragment;
export type Delivery = DeliveryPartsFragment;

const PAGE_SIZE = 25;

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: async ({ signal }) => (await execute(WebhooksDocument, {}, signal)).webhooks,
});

export function webhookQuery(id: string) {
  return queryOptions({
    queryKey: ['webhooks', id],
    queryFn: async ({ signal }) => (await execute(WebhookDocument, { id }, signal)).webhook,
  });
}

/** What was sent to a webhook, newest first. */
export function deliveriesQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ['webhooks', id, 'deliveries'],
    queryFn: async ({ pageParam, signal }) => {
      const { webhook } = await execute(DeliveriesDocument, { id, first: PAGE_SIZE, before: pageParam }, signal);
      return webhook?.deliveries ?? [];
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.length === PAGE_SIZE ? page.at(-1)?.id : undefined),
    staleTime: 0,
  });
}
