import { useState } from 'react';
import { Replace, X } from 'lucide-react';
import { listName } from '@/api/models';
import { IconButton } from '@/ui/icon-button';
import { useEditing } from '../editing';
import type { InputProps } from '../field-ui';
import { ReferenceRow, idOf } from './reference-row';
import { ReferenceSearch } from './reference-search';
import { useTargets } from './use-targets';

/** One reference: the entry, or a search for it. */
export default function ReferenceInput({ field, value, onChange, id, invalid }: InputProps) {
  const { readOnly } = useEditing();
  const targets = useTargets(field);
  const [changing, setChanging] = useState(false);
  const chosen = idOf(value);

  if (!chosen || changing) {
    return (
      <div className="field-box" data-invalid={invalid || undefined} onBlur={() => setChanging(false)}>
        <ReferenceSearch
          id={id}
          label={field.name}
          targets={targets}
          chosen={chosen ? [chosen] : []}
          placeholder={targets.length === 1 ? `Find in ${listName(targets[0]!).toLowerCase()}…` : 'Find an entry…'}
          autoFocus={changing}
          onPick={(entry) => {
            onChange({ id: entry.id });
            setChanging(false);
          }}
        />
      </div>
    );
  }
  return (
    <div className="field-box flex h-11 items-center gap-2.5 pr-1.5 pl-3" data-invalid={invalid || undefined}>
      <ReferenceRow id={chosen} />
      {!readOnly && (
        <>
          <IconButton size="sm" id={id} label={`Change ${field.name.toLowerCase()}`} onClick={() => setChanging(true)}>
            <Replace />
          </IconButton>
          <IconButton size="sm" label={`Remove ${field.name.toLowerCase()}`} onClick={() => onChange(null)}>
            <X />
          </IconButton>
        </>
      )}
    </div>
  );
}
