import { Fragment, useState } from 'react';
import { ChevronRight, Pencil, Plus, Trash2 } from 'lucide-react';
import { removedAt, replacedAt } from '@/lib/arrays';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { IndexDialog } from './index-dialog';
import { labelOf, MOST_INDEXES } from './indexes';
import type { IndexFile, ModelFile } from './model-file';

type Editing = { at: number | null; index: IndexFile };

type Props = { file: ModelFile; readOnly: boolean; onChange: (indexes: IndexFile[] | undefined) => void };

/** The indexes on several fields of a model. */
export function IndexList({ file, readOnly, onChange }: Props) {
  const [editing, setEditing] = useState<Editing | null>(null);
  const indexes = file.indexes ?? [];
  const change = (next: IndexFile[]) => onChange(next.length > 0 ? next : undefined);

  function save(index: IndexFile) {
    const at = editing?.at ?? null;
    change(at === null ? [...indexes, index] : replacedAt(indexes, at, index));
    setEditing(null);
  }

  return (
    <section aria-labelledby="indexes-title">
      <div className="mb-1 flex items-center">
        <h2 id="indexes-title" className="flex-1 text-base font-semibold tracking-tight">
          Indexes
        </h2>
        {!readOnly && indexes.length < MOST_INDEXES && (
          <Button onClick={() => setEditing({ at: null, index: { fields: [] } })}>
            <Plus />
            Add an index
          </Button>
        )}
      </div>
      <p className="mb-3 max-w-prose text-sm text-fg-2">
        Every filterable field has an index of its own. One on several fields makes a frequent list as cheap as it can be, like
        those of one category, newest first.
      </p>
      {indexes.length > 0 && (
        <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line shadow-1">
          {indexes.map((index, i) => (
            <IndexLine
              key={index.fields.join(' ')}
              names={index.fields.map((name) => labelOf(file, name))}
              readOnly={readOnly}
              onEdit={() => setEditing({ at: i, index })}
              onRemove={() => change(removedAt(indexes, i))}
            />
          ))}
        </ul>
      )}
      {editing && (
        <IndexDialog
          file={file}
          index={editing.index}
          isNew={editing.at === null}
          onSave={save}
          onClose={() => setEditing(null)}
        />
      )}
    </section>
  );
}

type LineProps = { names: string[]; readOnly: boolean; onEdit: () => void; onRemove: () => void };

function IndexLine({ names, readOnly, onEdit, onRemove }: LineProps) {
  const whole = names.join(', ');
  return (
    <li className="flex min-h-12 items-center gap-2 bg-surface py-1.5 pr-2 pl-4">
      <span className="flex min-w-0 flex-1 flex-wrap items-center gap-1 text-sm">
        {names.map((name, i) => (
          <Fragment key={name}>
            {i > 0 && <ChevronRight className="size-3.5 text-fg-3" aria-hidden />}
            <span className="font-[550]">{name}</span>
          </Fragment>
        ))}
      </span>
      {!readOnly && (
        <span className="flex">
          <IconButton label={`Edit the index ${whole}`} onClick={onEdit}>
            <Pencil />
          </IconButton>
          <IconButton label={`Remove the index ${whole}`} onClick={onRemove}>
            <Trash2 />
          </IconButton>
        </span>
      )}
    </li>
  );
}
