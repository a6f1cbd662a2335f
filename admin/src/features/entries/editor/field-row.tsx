import { memo } from 'react';
import { Copy, Languages, MoreHorizontal, RotateCcw, UserPen } from 'lucide-react';
import type { Field } from '@/api/models';
import { Counter, FieldInput } from '@/fields/field-control';
import { fieldKinds } from '@/fields/registry';
import { cn } from '@/lib/cn';
import { copyText } from '@/lib/copy';
import type { Json } from '@/lib/json';
import { Button } from '@/ui/button';
import { Menu, MenuItem } from '@/ui/menu';
import { ClashNotice } from './clash-notice';
import { useEditorContext } from './editor-context';
import { inputId } from './jump';
import type { Slot } from './store/slots';
import { useFieldState } from './use-field-state';

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

function FieldMenu({ field, slot, value }: { field: Field; slot: Slot; value: Json }) {
  const { store } = useEditorContext();
  const trigger = (
    <Button
      variant="ghost"
      square
      aria-label={`More for ${field.name}`}
      className="!size-6 opacity-0 group-focus-within/field:opacity-100 group-hover/field:opacity-100 aria-expanded:opacity-100"
    >
      <MoreHorizontal />
    </Button>
  );
  return (
    <Menu trigger={trigger}>
      <MenuItem icon={<Copy />} onClick={() => void copyText(asText(value))}>
        Copy the value
      </MenuItem>
      <MenuItem icon={<RotateCcw />} disabled={value === null} onClick={() => store.set(slot, null)}>
        Clear
      </MenuItem>
    </Menu>
  );
}

type HeadProps = { field: Field; slot: Slot; value: Json; takenFrom?: string };

/** The line above an input: name, marks, counter, menu. */
function FieldHead({ field, slot, value, takenFrom }: HeadProps) {
  const id = inputId(slot);
  return (
    <div className="mb-1.5 flex h-6 items-center gap-1.5">
      <label id={`${id}-label`} htmlFor={id} className="text-sm font-[550]">
        {field.name}
      </label>
      {field.required && <span className="text-xs text-fg-3">required</span>}
      {field.localized && <Languages className="size-3.5 text-fg-3" aria-label="Translated per locale" />}
      {takenFrom && (
        <span role="status" className="ml-1 inline-flex items-center gap-1 rounded-full bg-blue-soft px-2 text-2xs font-medium text-blue">
          <UserPen className="size-3" />
          {takenFrom} just changed this
        </span>
      )}
      <span className="flex-1" />
      <Counter field={field} value={value} />
      <FieldMenu field={field} slot={slot} value={value} />
    </div>
  );
}

/** A field of the entry: label, input, what is wrong, and the other side of a clash. */
export const FieldRow = memo(function FieldRow({ field }: { field: Field }) {
  const state = useFieldState(field);
  const id = inputId(state.slot);
  const ownLabel = fieldKinds[field.kind].labelled && !field.list;
  const note = state.error ?? (ownLabel ? null : field.description);
  return (
    <div
      id={`${id}-row`}
      data-invalid={state.error ? true : undefined}
      className="group/field"
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && state.touch()}
    >
      {!ownLabel && <FieldHead field={field} slot={state.slot} value={state.value} takenFrom={state.takenFrom} />}
      <FieldInput
        key={state.slot}
        field={field}
        path={field.apiId}
        value={state.value}
        onChange={state.set}
        id={id}
        labelId={`${id}-label`}
        describedBy={note ? `${id}-note` : undefined}
        invalid={state.error !== null}
      />
      {state.clash && (
        <ClashNotice clash={state.clash} mine={state.value} onResolve={state.resolve} />
      )}
      {note && (
        <p id={`${id}-note`} className={cn('mt-1.5 text-xs', state.error ? 'font-medium text-red' : 'text-fg-3')}>
          {note}
        </p>
      )}
    </div>
  );
});
