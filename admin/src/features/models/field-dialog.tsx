import { useState } from 'react';
import type { FieldKind } from '@/fields/kinds';
import { fieldKinds } from '@/fields/registry';
import { apiIdOf } from '@/lib/names';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Labelled } from '@/ui/labelled';
import { SwitchRow } from '@/ui/switch-row';
import { TextInput } from '@/ui/text-input';
import { ChoiceInputs } from './choice-inputs';
import { KindSelect } from './kind-select';
import { filterableByDefault, offers, type FieldFile } from './model-file';
import { RuleInputs } from './rule-inputs';
import { fittingRules, withKind } from './rules';
import { SiblingInputs } from './sibling-inputs';
import { TargetInputs } from './target-inputs';

type Props = {
  field: FieldFile;
  isNew: boolean;
  /** Fields of components have no locales, filters or claims of their own. */
  inComponent: boolean;
  /** What it can be changed to, besides what it is. */
  kinds: FieldKind[];
  /** The fields beside it. */
  others: FieldFile[];
  onSave: (field: FieldFile) => void;
  onClose: () => void;
};

function Switches({ field, inComponent, onChange }: { field: FieldFile; inComponent: boolean; onChange: (change: Partial<FieldFile>) => void }) {
  const filterable = field.filterable ?? filterableByDefault(field.kind);
  return (
    <section>
      <SwitchRow
        label="Required"
        hint="Checked when an entry is published."
        checked={field.required ?? false}
        onChange={(required) => onChange({ required })}
      />
      {offers.list(field.kind) && (
        <SwitchRow
          label="List"
          hint="Several values, in an order."
          checked={field.list ?? false}
          onChange={(list) => onChange({ list })}
        />
      )}
      {!inComponent && (
        <>
          <SwitchRow
            label="Per locale"
            hint="Each locale has a value of its own."
            checked={field.localized ?? false}
            onChange={(localized) => onChange({ localized })}
          />
          {offers.unique(field) && (
            <SwitchRow
              label="Unique"
              hint="No two published entries share a value; entries can be looked up by it."
              checked={field.unique ?? false}
              onChange={(unique) => onChange({ unique })}
            />
          )}
          {offers.filterable(field.kind) && (
            <SwitchRow
              label="Filter and sort"
              hint="Lists can be filtered and sorted by it."
              checked={filterable}
              onChange={(next) => onChange({ filterable: next })}
            />
          )}
        </>
      )}
    </section>
  );
}

/** The settings of a field, as far as its kind has them. */
export function FieldDialog({ field: initial, isNew, inComponent, kinds, others, onSave, onClose }: Props) {
  const [field, setField] = useState(initial);
  const change = (part: Partial<FieldFile>) => setField((before) => ({ ...before, ...part }));
  const kind = fieldKinds[field.kind];
  const clash = others.some((each) => each.apiId === field.apiId);

  function setName(name: string) {
    const follows = isNew && field.apiId === apiIdOf(field.name ?? '');
    change({ name, apiId: follows ? apiIdOf(name) : field.apiId });
  }

  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button variant="primary" disabled={!field.apiId || clash} onClick={() => onSave({ ...field, validation: fittingRules(field) })}>
        {isNew ? 'Add' : 'Done'}
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={isNew ? `New field: ${kind.label}` : (initial.name ?? initial.apiId)}
      description={kind.hint}
      footer={footer}
      width={620}
    >
      <div className="flex flex-col gap-5 p-5">
        <div className="grid gap-4 sm:grid-cols-2">
          <Labelled label="Name">
            {({ id }) => (
              <TextInput id={id} autoFocus value={field.name ?? ''} onChange={(event) => setName(event.target.value)} />
            )}
          </Labelled>
          <Labelled label="Name in the API" error={clash ? 'Another field has this name.' : null}>
            {({ id, describedBy }) => (
              <TextInput
                id={id}
                aria-describedby={describedBy}
                spellCheck={false}
                invalid={clash}
                value={field.apiId}
                onChange={(event) => change({ apiId: event.target.value })}
              />
            )}
          </Labelled>
        </div>
        <Labelled label="Help" optional hint="Shown below the field.">
          {({ id, describedBy }) => (
            <TextInput
              id={id}
              aria-describedby={describedBy}
              value={field.description ?? ''}
              onChange={(event) => change({ description: event.target.value || undefined })}
            />
          )}
        </Labelled>
        {kinds.length > 0 && (
          <KindSelect
            kind={field.kind}
            was={initial.kind}
            kinds={kinds}
            onChange={(next) => setField(next === initial.kind ? { ...initial, name: field.name, apiId: field.apiId } : withKind(field, next))}
          />
        )}
        {field.kind === 'ENUM' && (
          <ChoiceInputs choices={field.enum ?? []} onChange={(next) => change({ enum: next })} />
        )}
        <TargetInputs field={field} onChange={change} />
        <SiblingInputs field={field} others={others} onChange={change} />
        <Switches field={field} inComponent={inComponent} onChange={change} />
        <RuleInputs field={field} onChange={(validation) => change({ validation })} />
      </div>
    </Dialog>
  );
}
