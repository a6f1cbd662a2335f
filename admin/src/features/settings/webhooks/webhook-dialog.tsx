import { useState } from 'react';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Notice } from '@/ui/notice';
import { WebhookForm, type WebhookDraft } from './webhook-form';

type Props = {
  title: string;
  action: string;
  initial: WebhookDraft;
  busy: boolean;
  error: Error | null;
  onSave: (draft: WebhookDraft) => void;
  onClose: () => void;
};

/** Adds or changes a webhook. */
export function WebhookDialog({ title, action, initial, busy, error, onSave, onClose }: Props) {
  const [draft, setDraft] = useState(initial);
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form="webhook" variant="primary" disabled={draft.events.length === 0} busy={busy}>
        {action}
      </Button>
    </>
  );
  return (
    <Dialog open onOpenChange={onClose} title={title} footer={footer} width={560}>
      <form
        id="webhook"
        className="flex flex-col gap-4 p-5"
        onSubmit={(event) => {
          event.preventDefault();
          onSave(draft);
        }}
      >
        <WebhookForm draft={draft} onChange={setDraft} />
        {error && <Notice kind="error">{error.message}</Notice>}
      </form>
    </Dialog>
  );
}
