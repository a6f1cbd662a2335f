import { Suspense } from 'react';
import { Plus, X } from 'lucide-react';
import { moved, removedAt, replacedAt } from '@/lib/arrays';
import type { Json } from '@/lib/json';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { SortableItem, SortableList } from '@/ui/sortable-list';
import { useEditing } from './editing';
import type { InputProps } from './field-ui';
import { fieldKinds } from './registry';
import { useItemKeys } from './use-item-keys';

/** A list of values of any kind: each with its own input; added, moved and removed. */
export function ListInput({ field, path, value, onChange, id, labelId, invalid }: InputProps) {
  const { readOnly } = useEditing();
  const items = Array.isArray(value) ? value : [];
  const { keys, moveKey, removeKey } = useItemKeys(items.length);
  const ui = fieldKinds[field.kind];
  const one = { ...field, list: false };
  // its own name: the field's label, which points here, would hide what the button does
  const addLabel = `Add ${field.name.toLowerCase()}`;

  function move(from: number, to: number) {
    moveKey(from, to);
    onChange(moved(items, from, to));
  }

  function remove(at: number) {
    removeKey(at);
    onChange(removedAt(items, at));
  }

  const row = (item: Json, i: number) => (
    <SortableItem key={keys[i]} id={keys[i]!} label={`item ${i + 1}`} disabled={readOnly} className="items-stretch gap-1 rounded-md py-1">
      <span id={`${id}-${i}-label`} className="sr-only">
        {field.name} {i + 1}
      </span>
      <div className="min-w-0 flex-1">
        <Suspense fallback={<div className="skeleton h-9 !rounded-md" />}>
          <ui.Input
            field={one}
            path={`${path}[${i}]`}
            value={item}
            onChange={(next) => onChange(replacedAt(items, i, next ?? ui.initial))}
            id={`${id}-${i}`}
            labelId={`${id}-${i}-label`}
            invalid={invalid}
          />
        </Suspense>
      </div>
      {!readOnly && (
        <IconButton label={`Remove item ${i + 1}`} onClick={() => remove(i)}>
          <X />
        </IconButton>
      )}
    </SortableItem>
  );

  return (
    <div role="group" aria-labelledby={labelId} className="field-box px-1.5 pt-1 pb-1.5">
      <SortableList ids={keys} onMove={move}>
        <ul>{items.map(row)}</ul>
      </SortableList>
      {!readOnly && (
        <Button
          id={id}
          variant="ghost"
          size="sm"
          aria-label={addLabel}
          onClick={() => onChange([...items, ui.initial])}
        >
          <Plus />
          {addLabel}
        </Button>
      )}
    </div>
  );
}
