import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Plus, Webhook as WebhookIcon } from 'lucide-react';
import { execute } from '@/api/client';
import { AddWebhookDocument } from '@/api/generated/graphql';
import { webhooksQuery } from '@/api/webhooks';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { Loaded } from '../parts/loaded';
import { Panel } from '../parts/panel';
import { SectionHead } from '../parts/section-head';
import { useChange } from '../parts/use-change';
import { blank, inputOf, type Draft } from './draft';
import { SecretDialog } from './secret-dialog';
import { WebhookDialog } from './webhook-dialog';
import { WebhookRow } from './webhook-row';

export default function WebhooksSection() {
  const webhooks = useQuery(webhooksQuery);
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const add = useChange({
    run: (draft: Draft) => execute(AddWebhookDocument, inputOf(draft)),
    stale: [['webhooks']],
    done: ({ addWebhook }) => {
      setAdding(false);
      setSecret(addWebhook.secret);
    },
    quiet: true,
  });
  const open = () => {
    add.reset();
    setAdding(true);
  };
  const button = (
    <Button variant="primary" onClick={open}>
      <Plus />
      Add a webhook
    </Button>
  );
  return (
    <>
      <SectionHead title="Webhooks" action={webhooks.data?.length ? button : undefined}>
        Galley tells other systems what happens here: to rebuild a website after each publish, for example.
      </SectionHead>
      <Loaded query={webhooks}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState icon={<WebhookIcon />} title="No webhooks yet" action={button}>
              Add the address of a system that should hear of changes.
            </EmptyState>
          ) : (
            <Panel>
              <ul aria-label="Webhooks">
                {all.map((webhook) => (
                  <WebhookRow key={webhook.id} webhook={webhook} />
                ))}
              </ul>
            </Panel>
          )
        }
      </Loaded>
      {adding && (
        <WebhookDialog
          title="Add a webhook"
          action="Add"
          initial={blank}
          busy={add.isPending}
          error={add.error}
          onSave={(draft) => add.mutate(draft)}
          onClose={() => setAdding(false)}
        />
      )}
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}
