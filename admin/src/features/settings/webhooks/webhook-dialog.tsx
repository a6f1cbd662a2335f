import { useState } from 'react';
import { ASSET, useSchema } from '@/api/models';
import { Labelled } from '@/ui/labelled';
import { TextInput } from '@/ui/text-input';
import { FormDialog } from '@/ui/form-dialog';
import { formProblem, problemAt } from '../parts/problem-at';
import { ChoiceField } from './choice-field';
import { isSendable, type Draft } from './draft';
import { eventGroups, type OptionGroup } from './event-types';

type Props = {
  title: string;
  action: string;
  initial: Draft;
  busy: boolean;
  error: Error | null;
  onSave: (draft: Draft) => void;
  onClose: () => void;
};

function useModelGroups(): OptionGroup[] {
  const models = useSchema().models.filter((model) => model.apiId !== ASSET);
  return [{ label: 'Models', options: models.map((model) => ({ value: model.apiId, label: model.name })) }];
}

/** Adds or changes a webhook: where it goes, and what it hears of. */
export function WebhookDialog({ title, action, initial, busy, error, onSave, onClose }: Props) {
  const [draft, setDraft] = useState(initial);
  // what the server said holds for what was sent, not for what is written afterwards
  const [sent, setSent] = useState<Draft | null>(null);
  const current = draft === sent ? error : null;
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const modelGroups = useModelGroups();
  const submit = () => {
    setSent(draft);
    onSave(draft);
  };
  return (
    <FormDialog
      title={title}
      action={action}
      busy={busy}
      disabled={!isSendable(draft)}
      error={formProblem(current, ['url', 'name'])}
      onClose={onClose}
      onSubmit={submit}
    >
      <Labelled label="Address" hint="It gets a signed POST for each event, by the Standard Webhooks rules." error={problemAt(current, 'url')}>
        {({ id, describedBy }) => (
          <TextInput
            id={id}
            aria-describedby={describedBy}
            type="url"
            required
            autoFocus
            autoComplete="off"
            placeholder="https://example.org/hooks/galley"
            value={draft.url}
            onChange={(event) => change({ url: event.target.value })}
          />
        )}
      </Labelled>
      <Labelled label="Name" optional error={problemAt(current, 'name')}>
        {({ id, describedBy }) => (
          <TextInput
            id={id}
            aria-describedby={describedBy}
            autoComplete="off"
            value={draft.name}
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Labelled>
      <ChoiceField
        allLabel="All events"
        allHint="Those that later versions of Galley bring, too."
        groups={eventGroups}
        choice={draft.events}
        onChange={(events) => change({ events })}
      />
      <ChoiceField
        allLabel="All models"
        allHint="Models that are added later, and files, too."
        groups={modelGroups}
        choice={draft.models}
        onChange={(models) => change({ models })}
      />
    </FormDialog>
  );
}
