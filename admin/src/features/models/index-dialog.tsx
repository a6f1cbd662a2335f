import { useState } from 'react';
import { X } from 'lucide-react';
import { moved, removedAt } from '@/lib/arrays';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { IconButton } from '@/ui/icon-button';
import { Labelled } from '@/ui/labelled';
import { Select } from '@/ui/select';
import { SortableItem, SortableList } from '@/ui/sortable-list';
import { labelOf, MOST_FIELDS, partsFor } from './indexes';
import type { IndexFile, ModelFile } from './model-file';

type Props = { file: ModelFile; index: IndexFile; isNew: boolean; onSave: (index: IndexFile) => void; onClose: () => void };

/** The fields of an index in their order. */
export function IndexDialog({ file, index, isNew, onSave, onClose }: Props) {
  const [fields, setFields] = useState(index.fields);
  const others = partsFor(file).filter((part) => !fields.includes(part.name));
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button variant="primary" disabled={fields.length < 2} onClick={() => onSave({ fields })}>
        {isNew ? 'Add' : 'Done'}
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={isNew ? 'New index' : 'Index'}
      description="First the fields that lists ask for by one value, then the one that they sort by."
      footer={footer}
      width={460}
    >
      <div className="flex flex-col gap-4 p-5">
        <ChosenFields file={file} fields={fields} onChange={setFields} />
        {fields.length < MOST_FIELDS && others.length > 0 && (
          <Labelled label="Add a field" hint={fields.length < 2 ? 'An index here has two fields or more.' : undefined}>
            {({ id, labelId, describedBy }) => (
              <Select
                key={fields.join(' ')}
                id={id}
                labelledBy={labelId}
                describedBy={describedBy}
                value={null}
                options={others.map((part) => ({ value: part.name, label: part.label }))}
                onChange={(name) => setFields([...fields, name])}
              />
            )}
          </Labelled>
        )}
      </div>
    </Dialog>
  );
}

type ChosenProps = { file: ModelFile; fields: string[]; onChange: (fields: string[]) => void };

function ChosenFields({ file, fields, onChange }: ChosenProps) {
  if (fields.length === 0) return null;
  return (
    <SortableList ids={fields} onMove={(from, to) => onChange(moved(fields, from, to))}>
      <ol aria-label="Fields of the index" className="divide-y divide-line overflow-hidden rounded-md border border-line">
        {fields.map((name, i) => {
          const label = labelOf(file, name);
          return (
            <SortableItem key={name} id={name} label={label} className="min-h-11 items-stretch">
              <span className="flex min-w-0 flex-1 items-center gap-2 pr-1 text-sm">
                <span className="min-w-0 flex-1 truncate font-[550]">{label}</span>
                <IconButton label={`Take ${label} out`} onClick={() => onChange(removedAt(fields, i))}>
                  <X />
                </IconButton>
              </span>
            </SortableItem>
          );
        })}
      </ol>
    </SortableList>
  );
}
