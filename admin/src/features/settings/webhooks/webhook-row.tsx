import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import type { Webhook } from '@/api/webhooks';
import { Tag } from '../parts/tag';
import { subscriptionText } from './event-types';

export function WebhookState({ webhook }: { webhook: Webhook }) {
  if (webhook.enabled) return <Tag tone="green">On</Tag>;
  return webhook.disabledReason ? <Tag tone="red">Switched off by Galley</Tag> : <Tag>Off</Tag>;
}

/** One webhook; leads to its deliveries. */
export function WebhookRow({ webhook }: { webhook: Webhook }) {
  return (
    <li className="border-b border-line last:border-0">
      <Link
        to="/settings/webhooks/$id"
        params={{ id: webhook.id }}
        className="flex items-center gap-4 px-4 py-3 -outline-offset-2 hover:bg-hover"
      >
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-2">
            <span className="truncate text-sm font-[550]">{webhook.name}</span>
            <WebhookState webhook={webhook} />
          </span>
          <span className="block truncate font-mono text-xs text-fg-2">{webhook.url}</span>
          <span className="block truncate text-xs text-fg-3">
            {webhook.disabledReason ?? subscriptionText(webhook.events, webhook.models)}
          </span>
        </span>
        <ChevronRight className="size-4 shrink-0 text-fg-3" aria-hidden />
      </Link>
    </li>
  );
}
