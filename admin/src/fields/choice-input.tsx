import { Select } from '@/ui/select';
import { choicesOf } from './choices-of';
import { useEditing } from './editing';
import type { InputProps } from './field-ui';

const NONE = '';

/** One of the values of a choice, or none. */
export default function ChoiceInput({ field, value, onChange, id, labelId, describedBy, invalid }: InputProps) {
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
