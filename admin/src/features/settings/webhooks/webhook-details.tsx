import { useState, type ReactNode } from 'react';
import { useSchema } from '@/api/models';
import type { Webhook } from '@/api/webhooks';
import { Button } from '@/ui/button';
import { ConfirmDialog } from '@/ui/confirm-dialog';
import { Notice } from '@/ui/notice';
import { SwitchRow } from '@/ui/switch-row';
import { Panel } from '../parts/panel';
import { SectionHead } from '../parts/section-head';
import { draftOf } from './draft';
import { typeLabel } from './event-types';
import { SecretDialog } from './secret-dialog';
import { useEdit, useRemove, useRotate, useSwitch } from './use-webhook';
import { WebhookDialog } from './webhook-dialog';

function Line({ label, children, action }: { label: string; children: string; action?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-4 py-3">
      <span className="w-20 shrink-0 text-sm text-fg-2">{label}</span>
      <span className="min-w-40 flex-1 text-sm break-words">{children}</span>
      {action}
    </div>
  );
}

type Open = 'edit' | 'rotate' | 'remove' | null;

/** What a webhook is, and everything that can be done to it. */
export function WebhookDetails({ webhook }: { webhook: Webhook }) {
  const [open, setOpen] = useState<Open>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const { models } = useSchema();
  const modelNames = webhook.models.map((apiId) => models.find((model) => model.apiId === apiId)?.name ?? apiId);
  const close = () => setOpen(null);
  const edit = useEdit(webhook.id, close);
  const toggle = useSwitch(webhook.id);
  const remove = useRemove(webhook.id);
  const rotate = useRotate(webhook.id, (fresh) => {
    close();
    setSecret(fresh);
  });
  const actions = (
    <div className="flex gap-2">
      <Button onClick={() => setOpen('edit')}>Edit…</Button>
      <Button variant="danger" onClick={() => setOpen('remove')}>
        Remove…
      </Button>
    </div>
  );
  return (
    <section className="mb-10">
      <SectionHead title={webhook.name} action={actions}>
        <span className="font-mono text-xs break-all">{webhook.url}</span>
      </SectionHead>
      {webhook.disabledReason && (
        <Notice kind="warning" className="mb-3">
          Galley switched it off: {webhook.disabledReason}
        </Notice>
      )}
      <Panel>
        <div className="px-4 py-1">
          <SwitchRow
            label="Send events"
            hint="What happens while it is off is not sent later."
            checked={webhook.enabled}
            disabled={toggle.isPending}
            onChange={(enabled) => toggle.mutate(enabled)}
          />
        </div>
        <Line label="Events">{webhook.events.length ? webhook.events.map(typeLabel).join(', ') : 'All'}</Line>
        <Line label="Models">{webhook.models.length ? modelNames.join(', ') : 'All'}</Line>
        <Line
          label="Secret"
          action={
            <Button size="sm" onClick={() => setOpen('rotate')}>
              Replace…
            </Button>
          }
        >
          Shown once, when it was made
        </Line>
      </Panel>
      {open === 'edit' && (
        <WebhookDialog
          title="Edit the webhook"
          action="Save"
          initial={draftOf(webhook)}
          busy={edit.isPending}
          error={edit.error}
          onSave={(draft) => edit.mutate(draft)}
          onClose={close}
        />
      )}
      <ConfirmDialog
        open={open === 'rotate'}
        onOpenChange={close}
        title="Replace the signing secret?"
        action="Replace the secret"
        busy={rotate.isPending}
        onConfirm={() => rotate.mutate(undefined)}
      >
        Calls are signed with both secrets for 24 hours. After that a receiver that knows only the old one refuses them.
      </ConfirmDialog>
      <ConfirmDialog
        open={open === 'remove'}
        onOpenChange={close}
        title={`Remove ${webhook.name}?`}
        action="Remove the webhook"
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined)}
      >
        Nothing more is sent to {webhook.url}, and its list of deliveries is gone. This cannot be undone.
      </ConfirmDialog>
      {secret && <SecretDialog secret={secret} replaced onClose={() => setSecret(null)} />}
    </section>
  );
}
