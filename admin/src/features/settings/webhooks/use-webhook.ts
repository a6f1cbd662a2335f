import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { toast } from 'sonner';
import { execute } from '@/api/client';
import {
  RedeliverDocument,
  RemoveWebhookDocument,
  RotateWebhookSecretDocument,
  UpdateWebhookDocument,
} from '@/api/generated/graphql';
import { webhooksQuery } from '@/api/webhooks';
import { useChange } from '../parts/use-change';
import { inputOf, type Draft } from './draft';

const stale = [['webhooks']];

/** Changes what a webhook hears of, and where it goes. */
export function useEdit(id: string, done: () => void) {
  return useChange({
    run: (draft: Draft) => execute(UpdateWebhookDocument, { id, ...inputOf(draft) }),
    stale,
    say: 'The webhook is changed',
    done,
    quiet: true,
  });
}

export function useSwitch(id: string) {
  return useChange({
    run: (enabled: boolean) => execute(UpdateWebhookDocument, { id, enabled }),
    stale,
    done: (_, enabled) => void toast(enabled ? 'Events are sent from now on' : 'Nothing more is sent'),
  });
}

export function useRotate(id: string, done: (secret: string) => void) {
  return useChange({
    run: async () => (await execute(RotateWebhookSecretDocument, { id })).rotateWebhookSecret.secret,
    stale,
    done,
  });
}

export function useRemove(id: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useChange({
    run: () => execute(RemoveWebhookDocument, { id }),
    stale: [],
    say: 'The webhook is removed',
    done: () => {
      // loading anew here would ask for what is gone
      client.setQueryData(webhooksQuery.queryKey, (all) => all?.filter((webhook) => webhook.id !== id));
      void navigate({ to: '/settings/webhooks' });
    },
  });
}

export function useRedeliver(id: string) {
  return useChange({
    run: (delivery: string) => execute(RedeliverDocument, { webhook: id, delivery }),
    stale: [['webhooks', id, 'deliveries']],
    say: 'It is sent again',
  });
}
