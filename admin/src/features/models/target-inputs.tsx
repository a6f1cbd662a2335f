import { useSchema, type Model } from '@/api/models';
import { Checkbox } from '@/ui/checkbox';
import { Labelled } from '@/ui/labelled';
import { Select } from '@/ui/select';
import type { FieldFile } from './model-file';

type CheckProps = { title: string; hint: string; all: Model[]; chosen: string[]; onChange: (apiIds: string[]) => void };

function Checks({ title, hint, all, chosen, onChange }: CheckProps) {
  const flip = (apiId: string, on: boolean) => onChange(on ? [...chosen, apiId] : chosen.filter((each) => each !== apiId));
  return (
    <section>
      <h3 className="text-sm font-semibold">{title}</h3>
      <p className="mb-2 text-xs text-fg-3">{hint}</p>
      <div className="grid gap-x-4 rounded-md border border-line p-1.5 sm:grid-cols-2">
        {all.map((model) => (
          <label key={model.apiId} className="flex h-8 items-center gap-2.5 rounded px-1.5 text-sm hover:bg-hover">
            <Checkbox label={model.name} checked={chosen.includes(model.apiId)} onChange={(on) => flip(model.apiId, on)} />
            <span className="truncate">{model.name}</span>
          </label>
        ))}
        {all.length === 0 && <p className="p-1.5 text-sm text-fg-2">There are none yet.</p>}
      </div>
    </section>
  );
}

const onDelete = [
  { value: 'SET_NULL', label: 'The reference becomes empty' },
  { value: 'RESTRICT', label: 'The entry cannot be deleted' },
];

type Props = { field: FieldFile; onChange: (change: Partial<FieldFile>) => void };

/** What references point to, and which components a field takes. */
export function TargetInputs({ field, onChange }: Props) {
  const { models, components } = useSchema();
  const isReference = field.kind === 'REFERENCE' || field.kind === 'ASSET';
  return (
    <>
      {field.kind === 'REFERENCE' && (
        <Checks
          title="Refers to"
          hint="The models whose entries can be chosen."
          all={models}
          chosen={field.models ?? []}
          onChange={(next) => onChange({ models: next })}
        />
      )}
      {field.kind === 'BLOCKS' && (
        <Checks
          title="Components"
          hint="What the list can be made of."
          all={components}
          chosen={field.components ?? []}
          onChange={(next) => onChange({ components: next })}
        />
      )}
      {field.kind === 'COMPONENT' && (
        <Labelled label="Component">
          {({ id, labelId }) => (
            <Select
              id={id}
              labelledBy={labelId}
              value={field.components?.[0] ?? null}
              options={components.map((each) => ({ value: each.apiId, label: each.name }))}
              onChange={(apiId) => onChange({ components: [apiId] })}
            />
          )}
        </Labelled>
      )}
      {isReference && (
        <Labelled label="When the other entry is deleted">
          {({ id, labelId }) => (
            <Select
              id={id}
              labelledBy={labelId}
              value={field.onDelete ?? 'SET_NULL'}
              options={onDelete}
              onChange={(next) => onChange({ onDelete: next })}
            />
          )}
        </Labelled>
      )}
    </>
  );
}
