import { formatDate } from '@/lib/format';
import { DayButton } from './day-button';
import { useEditing } from './editing';
import type { InputProps } from './field-ui';

/** A day as DATE fields hold it. */
function dayText(day: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${String(day.getFullYear()).padStart(4, '0')}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

export default function DateInput({ field, value, onChange, id, labelId, invalid }: InputProps) {
  const { readOnly } = useEditing();
  const date = typeof value === 'string' ? value : null;
  return (
    <DayButton
      id={id}
      labelId={labelId}
      name={field.name}
      text={date && formatDate(date)}
      selected={date ? new Date(`${date}T00:00:00`) : undefined}
      onSelect={(day) => onChange(dayText(day))}
      onClear={() => onChange(null)}
      invalid={invalid}
      readOnly={readOnly}
    />
  );
}
