import type { ReactNode } from 'react';
import { ASSET, useSchema } from '@/api/models';
import { Checkbox } from '@/ui/checkbox';
import { Labelled } from '@/ui/labelled';
import { TextInput } from '@/ui/text-input';
import { eventTypes } from './webhooks';

export type WebhookDraft = { name: string; url: string; events: string[]; models: string[] };

function flipped(list: string[], item: string, on: boolean): string[] {
  return on ? [...list, item] : list.filter((each) => each !== item);
}

type ChecksProps = {
  legend: string;
  hint: ReactNode;
  options: { value: string; label: string }[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
};

function Checks({ legend, hint, options, chosen, onChange }: ChecksProps) {
  return (
    <fieldset>
      <legend className="text-sm font-[550]">{legend}</legend>
      <p className="mb-1.5 text-xs text-fg-3">{hint}</p>
      <div className="grid max-h-52 gap-x-4 overflow-auto rounded-md border border-line p-1.5 sm:grid-cols-2">
        {options.map((option) => (
          <label key={option.value} className="flex h-8 items-center gap-2.5 rounded px-1.5 text-sm hover:bg-hover">
            <Checkbox
              label={option.label}
              checked={chosen.includes(option.value)}
              onChange={(on) => onChange(flipped(chosen, option.value, on))}
            />
            <span className="truncate">{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

type Props = { draft: WebhookDraft; onChange: (draft: WebhookDraft) => void };

/** Where a webhook goes, and what it hears of. */
export function WebhookForm({ draft, onChange }: Props) {
  const models = useSchema().models.filter((model) => model.apiId !== ASSET);
  return (
    <>
      <Labelled label="Name" optional>
        {({ id }) => (
          <TextInput id={id} value={draft.name} onChange={(event) => onChange({ ...draft, name: event.target.value })} />
        )}
      </Labelled>
      <Labelled label="Address" hint="It gets a signed POST for each event (Standard Webhooks).">
        {({ id, describedBy }) => (
          <TextInput
            id={id}
            type="url"
            required
            aria-describedby={describedBy}
            placeholder="https://example.org/hooks/galley"
            value={draft.url}
            onChange={(event) => onChange({ ...draft, url: event.target.value })}
          />
        )}
      </Labelled>
      <Checks
        legend="Events"
        hint="What it hears of."
        options={eventTypes.map((type) => ({ value: type, label: type }))}
        chosen={draft.events}
        onChange={(events) => onChange({ ...draft, events })}
      />
      <Checks
        legend="Models"
        hint="None chosen means all."
        options={models.map((model) => ({ value: model.apiId, label: model.name }))}
        chosen={draft.models}
        onChange={(chosen) => onChange({ ...draft, models: chosen })}
      />
    </>
  );
}
