import { Pencil, Plus, Trash2 } from 'lucide-react';
import { fieldKinds } from '@/fields/registry';
import { moved, removedAt } from '@/lib/arrays';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { SortableItem, SortableList } from '@/ui/sortable-list';
import type { FieldFile } from './model-file';

function traits(field: FieldFile, isTitle: boolean): string[] {
  return [
    isTitle && 'Title',
    field.required && 'Required',
    field.list && 'List',
    field.localized && 'Per locale',
    field.unique && 'Unique',
  ].filter((trait) => typeof trait === 'string');
}

function FieldLine({ field, isTitle }: { field: FieldFile; isTitle: boolean }) {
  const kind = fieldKinds[field.kind];
  return (
    <>
      <span className="grid size-8 shrink-0 place-items-center rounded-md bg-sunken text-fg-3">
        <kind.icon className="size-4" aria-hidden />
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className="truncate text-sm font-[550]">{field.name || field.apiId}</span>
          <code className="truncate text-xs text-fg-3">{field.apiId}</code>
        </span>
        <span className="block truncate text-xs text-fg-2">{kind.label}</span>
      </span>
      <span className="flex gap-1 max-sm:hidden">
        {traits(field, isTitle).map((trait) => (
          <span key={trait} className="rounded-full bg-sunken px-2 py-0.5 text-2xs font-medium text-fg-2">
            {trait}
          </span>
        ))}
      </span>
    </>
  );
}

type Props = {
  fields: FieldFile[];
  titleField?: string;
  readOnly: boolean;
  onChange: (fields: FieldFile[]) => void;
  onEdit: (at: number) => void;
  onAdd: () => void;
};

/** The fields of a model in their order. */
export function FieldList({ fields, titleField, readOnly, onChange, onEdit, onAdd }: Props) {
  const ids = fields.map((field) => field.id ?? field.apiId);
  return (
    <section aria-labelledby="fields-title">
      <div className="mb-3 flex items-center">
        <h2 id="fields-title" className="flex-1 text-base font-semibold tracking-tight">
          Fields
        </h2>
        {!readOnly && (
          <Button onClick={onAdd}>
            <Plus />
            Add a field
          </Button>
        )}
      </div>
      <SortableList ids={ids} onMove={(from, to) => onChange(moved(fields, from, to))}>
        <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line shadow-1">
          {fields.map((field, i) => (
            <SortableItem key={ids[i]} id={ids[i]!} label={field.name || field.apiId} disabled={readOnly} className="min-h-14 items-stretch">
              <div className="flex min-w-0 flex-1 items-center gap-3 py-2 pr-2 pl-1">
                <FieldLine field={field} isTitle={field.apiId === titleField} />
                {!readOnly && !field.system && (
                  <span className="flex">
                    <IconButton label={`Edit ${field.name || field.apiId}`} onClick={() => onEdit(i)}>
                      <Pencil />
                    </IconButton>
                    <IconButton label={`Remove ${field.name || field.apiId}`} onClick={() => onChange(removedAt(fields, i))}>
                      <Trash2 />
                    </IconButton>
                  </span>
                )}
              </div>
            </SortableItem>
          ))}
        </ul>
      </SortableList>
    </section>
  );
}
