import { X } from 'lucide-react';
import { listName } from '@/api/models';
import { moved } from '@/lib/arrays';
import { IconButton } from '@/ui/icon-button';
import { SortableItem, SortableList } from '@/ui/sortable-list';
import { useEditing } from '../editing';
import type { InputProps } from '../field-ui';
import { ReferenceRow, idOf } from './reference-row';
import { ReferenceSearch } from './reference-search';
import { useTargets } from './use-targets';

/** References in an order of their own. */
export default function ReferencesInput({ field, value, onChange, id, labelId, invalid }: InputProps) {
  const { readOnly } = useEditing();
  const targets = useTargets(field);
  const ids = (Array.isArray(value) ? value : []).flatMap((item) => idOf(item) ?? []);
  const set = (next: string[]) => onChange(next.map((each) => ({ id: each })));
  const flip = (entry: string) => set(ids.includes(entry) ? ids.filter((each) => each !== entry) : [...ids, entry]);
  return (
    <div role="group" aria-labelledby={labelId} className="field-box" data-invalid={invalid || undefined}>
      <SortableList ids={ids} onMove={(from, to) => set(moved(ids, from, to))}>
        <ul>
          {ids.map((each, i) => (
            <SortableItem
              key={each}
              id={each}
              label={`item ${i + 1}`}
              disabled={readOnly}
              className="h-11 items-stretch border-b border-line pr-1.5 first:rounded-t-md"
            >
              <div className="flex min-w-0 flex-1 items-center gap-2.5 pl-1">
                <ReferenceRow id={each} />
                {!readOnly && (
                  <IconButton size="sm" label={`Remove item ${i + 1}`} onClick={() => flip(each)}>
                    <X />
                  </IconButton>
                )}
              </div>
            </SortableItem>
          ))}
        </ul>
      </SortableList>
      {!readOnly && (
        <ReferenceSearch
          id={id}
          label={field.name}
          targets={targets}
          chosen={ids}
          multiple
          placeholder={targets.length === 1 ? `Add from ${listName(targets[0]!).toLowerCase()}…` : 'Add an entry…'}
          onPick={(entry) => flip(entry.id)}
        />
      )}
    </div>
  );
}
