import { AlignLeft } from 'lucide-react';
import { TextArea } from '@/ui/text-area';
import { useEditing } from './editing';
import type { FieldUI, InputProps } from './field-ui';
import { TextCell } from './text-cell';

function LongTextInput({ field, value, onChange, id, describedBy, invalid }: InputProps) {
  const { readOnly } = useEditing();
  return (
    <TextArea
      id={id}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value || null)}
      readOnly={readOnly}
      aria-describedby={describedBy}
      aria-required={field.required || undefined}
      invalid={invalid}
    />
  );
}

export const longText: FieldUI = {
  label: 'Long text',
  hint: 'Several lines without formatting',
  icon: AlignLeft,
  Input: LongTextInput,
  Cell: TextCell,
  initial: '',
  operand: 'text',
  sortable: true,
  searchable: true,
  listable: true,
  rules: ['minLength', 'maxLength', 'pattern', 'in'],
};
