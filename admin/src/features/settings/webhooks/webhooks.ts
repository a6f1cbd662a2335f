import { queryOptions } from '@tanstack/react-query';
import { execute } from '@/api/client';
import { WebhookDocument, WebhooksDocument, type DeliveryPartsFragment, type WebhookPartsFragment } from '@/api/generated/graphql';

export type Webhook = WebhookPartsFragment;
export type Delivery = DeliveryPartsFragment;

/** What a webhook can hear of. */
export const eventTypes = [
  'entry.created',
  'entry.updated',
  'entry.published',
  'entry.unpublished',
  'entry.deleted',
  'entry.restored',
  'asset.ready',
  'asset.failed',
  'asset.updated',
  'asset.deleted',
  'model.created',
  'model.updated',
  'model.deleted',
];

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: async ({ signal }) => (await execute(WebhooksDocument, {}, signal)).webhooks,
});

export function webhookQuery(id: string) {
  return queryOptions({
    queryKey: ['webhooks', id],
    queryFn: async ({ signal }) => (await execute(WebhookDocument, { id }, signal)).webhook,
    refetchInterval: 5_000,
  });
}
