import { Clock } from 'lucide-react';
import { useEditing } from './editing';
import type { FieldUI, InputProps } from './field-ui';
import { TextCell } from './text-cell';

function TimeInput({ value, onChange, id, describedBy, invalid }: InputProps) {
  const { readOnly } = useEditing();
  return (
    <input
      id={id}
      type="time"
      step={1}
      readOnly={readOnly}
      aria-describedby={describedBy}
      data-invalid={invalid || undefined}
      value={typeof value === 'string' ? value.slice(0, 8) : ''}
      onChange={(event) => onChange(event.target.value || null)}
      className="field-box h-9 w-44 px-3 text-base tabular-nums"
    />
  );
}

export const time: FieldUI = {
  label: 'Time',
  hint: 'A time of the day',
  icon: Clock,
  Input: TimeInput,
  Cell: TextCell,
  initial: '09:00:00',
  operand: 'time',
  sortable: true,
  listable: true,
  rules: ['min', 'max'],
};
