import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { ArrowLeft, Inbox } from 'lucide-react';
import { toast } from 'sonner';
import { execute } from '@/api/client';
import {
  RedeliverDocument,
  RemoveWebhookDocument,
  RotateWebhookSecretDocument,
  UpdateWebhookDocument,
  type WebhookQuery,
} from '@/api/generated/graphql';
import { Button } from '@/ui/button';
import { ConfirmDialog } from '@/ui/confirm-dialog';
import { EmptyState } from '@/ui/empty-state';
import { Notice } from '@/ui/notice';
import { SwitchRow } from '@/ui/switch-row';
import { Loaded } from '../loaded';
import { SecretDialog } from '../secret-dialog';
import { Rows, Section } from '../section';
import { DeliveryRow } from './delivery-row';
import { WebhookDialog } from './webhook-dialog';
import type { WebhookDraft } from './webhook-form';
import { webhookQuery, webhooksQuery } from './webhooks';

const route = getRouteApi('/shell/settings/webhooks/$id');

type Details = NonNullable<WebhookQuery['webhook']>;

/** What can be done to a webhook. */
function useWebhookActions(id: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const refresh = () => client.invalidateQueries({ queryKey: webhooksQuery.queryKey });
  const update = useMutation({
    mutationFn: (change: Partial<WebhookDraft> & { enabled?: boolean }) => execute(UpdateWebhookDocument, { id, ...change }),
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: () => execute(RemoveWebhookDocument, { id }),
    onSuccess: async () => {
      await navigate({ to: '/settings/webhooks' });
      toast('Removed');
      await refresh();
    },
  });
  const rotate = useMutation({ mutationFn: () => execute(RotateWebhookSecretDocument, { id }) });
  const redeliver = useMutation({
    mutationFn: (delivery: string) => execute(RedeliverDocument, { webhook: id, delivery }),
    onSuccess: ({ redeliver: made }) => {
      toast(made.delivered ? 'Delivered' : 'Sent again');
      return refresh();
    },
  });
  return { update, remove, rotate, redeliver };
}

function WebhookDetails({ webhook }: { webhook: Details }) {
  const actions = useWebhookActions(webhook.id);
  const [editing, setEditing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const secret = actions.rotate.data?.rotateWebhookSecret.secret;
  const { name, url, events, models } = webhook;
  return (
    <>
      <Section title={name || 'Webhook'} hint={<span className="break-all">{url}</span>} action={<Button onClick={() => setEditing(true)}>Edit</Button>}>
        {webhook.disabledReason && <Notice kind="warning">{webhook.disabledReason}</Notice>}
        <div className="divide-y divide-line rounded-lg border border-line px-4 py-1">
          <SwitchRow
            label="Send"
            hint="Off: events are not kept for later."
            checked={webhook.enabled}
            onChange={(enabled) => actions.update.mutate({ enabled })}
          />
          <div className="flex flex-wrap items-center gap-2 py-3">
            <span className="min-w-40 flex-1 text-sm">
              Hears of {events.join(', ')}
              {models.length > 0 && ` of ${models.join(', ')}`}
            </span>
            <Button size="sm" busy={actions.rotate.isPending} onClick={() => actions.rotate.mutate()}>
              New secret
            </Button>
            <Button size="sm" variant="danger" onClick={() => setRemoving(true)}>
              Remove
            </Button>
          </div>
        </div>
      </Section>
      <Section title="Deliveries" hint="The last attempts, newest first.">
        {webhook.deliveries.length === 0 ? (
          <EmptyState icon={<Inbox />} title="Nothing delivered yet">
            The next event that it hears of shows up here.
          </EmptyState>
        ) : (
          <Rows label="Deliveries">
            {webhook.deliveries.map((delivery) => (
              <DeliveryRow
                key={delivery.id}
                delivery={delivery}
                busy={actions.redeliver.isPending}
                onRedeliver={() => actions.redeliver.mutate(delivery.id)}
              />
            ))}
          </Rows>
        )}
      </Section>
      {editing && (
        <WebhookDialog
          title="Edit the webhook"
          action="Save"
          initial={{ name, url, events, models }}
          busy={actions.update.isPending}
          error={actions.update.error}
          onSave={(draft) => actions.update.mutate(draft, { onSuccess: () => setEditing(false) })}
          onClose={() => setEditing(false)}
        />
      )}
      {secret && (
        <SecretDialog
          title="The new secret"
          label="Secret"
          secret={secret}
          note="Keep it now: it cannot be shown again. For a while calls carry both signatures."
          onClose={() => actions.rotate.reset()}
        />
      )}
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title="Remove this webhook?"
        action="Remove"
        busy={actions.remove.isPending}
        onConfirm={() => actions.remove.mutate()}
      >
        Nothing more is sent to {url}. This cannot be undone.
      </ConfirmDialog>
    </>
  );
}

export default function WebhookSection() {
  const { id } = route.useParams();
  const webhook = useQuery(webhookQuery(id));
  return (
    <>
      <Link to="/settings/webhooks" className="mb-4 inline-flex items-center gap-1.5 text-sm font-medium text-fg-2 hover:text-fg">
        <ArrowLeft className="size-4" aria-hidden />
        Webhooks
      </Link>
      <Loaded query={webhook}>
        {(data) => (data ? <WebhookDetails webhook={data} /> : <p className="text-sm text-fg-2">This webhook does not exist.</p>)}
      </Loaded>
    </>
  );
}
