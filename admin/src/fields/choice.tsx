import { ListChecks } from 'lucide-react';
import { Checkbox } from '@/ui/checkbox';
import { Select } from '@/ui/select';
import { useEditing } from './editing';
import type { CellProps, FieldUI, InputProps } from './field-ui';

const NONE = '';

/** The values of an ENUM field with their names. */
export function choicesOf(field: InputProps['field']) {
  return field.enum.map(({ value, name }) => ({ value, label: name || value }));
}

function ChoiceInput({ field, value, onChange, id, labelId, describedBy, invalid }: InputProps) {
  const { readOnly } = useEditing();
  const options = [...(field.required ? [] : [{ value: NONE, label: 'None' }]), ...choicesOf(field)];
  return (
    <Select
      id={id}
      labelledBy={labelId}
      describedBy={describedBy}
      invalid={invalid}
      disabled={readOnly}
      options={options}
      value={typeof value === 'string' ? value : null}
      onChange={(next) => onChange(next || null)}
    />
  );
}

/** Several choices, in the order of the field's values. */
function ChoicesInput({ field, value, onChange, labelId }: InputProps) {
  const { readOnly } = useEditing();
  const chosen = Array.isArray(value) ? value : [];
  const choices = choicesOf(field);
  const flip = (choice: string, on: boolean) =>
    onChange(choices.map((c) => c.value).filter((v) => (v === choice ? on : chosen.includes(v))));
  return (
    <div role="group" aria-labelledby={labelId} className="field-box grid gap-x-4 p-1.5 sm:grid-cols-2">
      {choices.map((choice) => (
        <label key={choice.value} className="flex h-8 items-center gap-2.5 rounded px-1.5 text-sm hover:bg-hover">
          <Checkbox
            label={choice.label}
            checked={chosen.includes(choice.value)}
            disabled={readOnly}
            onChange={(on) => flip(choice.value, on)}
          />
          {choice.label}
        </label>
      ))}
    </div>
  );
}

function ChoiceCell({ field, value }: CellProps) {
  const values = Array.isArray(value) ? value : [value];
  const names = values.map((v) => choicesOf(field).find((choice) => choice.value === v)?.label ?? v ?? '');
  return <span className="truncate text-fg-2">{names.join(', ')}</span>;
}

export const choice: FieldUI = {
  label: 'Choice',
  hint: 'One of a few fixed values',
  icon: ListChecks,
  Input: ChoiceInput,
  ListInput: ChoicesInput,
  Cell: ChoiceCell,
  initial: null,
  operand: 'choice',
  sortable: true,
  listable: true,
  rules: [],
};
