import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight, Plus, Webhook as WebhookIcon } from 'lucide-react';
import { execute } from '@/api/client';
import { AddWebhookDocument, UpdateWebhookDocument } from '@/api/generated/graphql';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { Switch } from '@/ui/switch';
import { Loaded } from '../loaded';
import { SecretDialog } from '../secret-dialog';
import { Rows, Section } from '../section';
import { WebhookDialog } from './webhook-dialog';
import type { WebhookDraft } from './webhook-form';
import { webhooksQuery, type Webhook } from './webhooks';

const blank: WebhookDraft = { name: '', url: '', events: ['entry.published', 'entry.unpublished', 'entry.deleted'], models: [] };

function Row({ webhook, onEnabled }: { webhook: Webhook; onEnabled: (enabled: boolean) => void }) {
  return (
    <li className="flex items-center gap-3 pr-4 hover:bg-hover">
      <Link to="/settings/webhooks/$id" params={{ id: webhook.id }} className="flex min-w-0 flex-1 items-center gap-3 py-3 pl-4 -outline-offset-2">
        <span className="min-w-0 flex-1">
          <span className="block truncate text-sm font-[550]">{webhook.name || webhook.url}</span>
          <span className="block truncate text-xs text-fg-2">
            {webhook.disabledReason ?? `${webhook.events.join(', ')}${webhook.models.length > 0 ? ` of ${webhook.models.join(', ')}` : ''}`}
          </span>
        </span>
        <ChevronRight className="size-4 text-fg-3" aria-hidden />
      </Link>
      <Switch checked={webhook.enabled} onChange={onEnabled} label={`Send to ${webhook.name || webhook.url}`} />
    </li>
  );
}

export default function WebhooksSection() {
  const client = useQueryClient();
  const webhooks = useQuery(webhooksQuery);
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: webhooksQuery.queryKey });
  const addHook = useMutation({
    mutationFn: (draft: WebhookDraft) => execute(AddWebhookDocument, draft),
    meta: { quiet: true },
    onSuccess: ({ addWebhook }) => {
      setAdding(false);
      setSecret(addWebhook.secret);
      return refresh();
    },
  });
  const update = useMutation({
    mutationFn: (change: { id: string; enabled: boolean }) => execute(UpdateWebhookDocument, change),
    onSuccess: refresh,
  });
  const add = (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Plus />
      Add a webhook
    </Button>
  );
  return (
    <Section title="Webhooks" hint="Other systems hear of what happens here." action={add}>
      <Loaded query={webhooks}>
        {(data) =>
          data.length === 0 ? (
            <EmptyState icon={<WebhookIcon />} title="No webhooks yet">
              Add one to rebuild a site after each publish, for example.
            </EmptyState>
          ) : (
            <Rows label="Webhooks">
              {data.map((webhook) => (
                <Row key={webhook.id} webhook={webhook} onEnabled={(enabled) => update.mutate({ id: webhook.id, enabled })} />
              ))}
            </Rows>
          )
        }
      </Loaded>
      {adding && (
        <WebhookDialog
          title="Add a webhook"
          action="Add"
          initial={blank}
          busy={addHook.isPending}
          error={addHook.error}
          onSave={(draft) => addHook.mutate(draft)}
          onClose={() => setAdding(false)}
        />
      )}
      {secret && (
        <SecretDialog
          title="The secret of this webhook"
          label="Secret"
          secret={secret}
          note="Keep it now: with it the receiver checks that a call is ours. It cannot be shown again."
          onClose={() => setSecret(null)}
        />
      )}
    </Section>
  );
}
