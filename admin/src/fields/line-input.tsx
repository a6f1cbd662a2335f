import type { HTMLInputTypeAttribute, ReactNode } from 'react';
import { TextInput } from '@/ui/text-input';
import { useEditing } from './editing';
import type { InputProps } from './field-ui';

type Props = InputProps & { type?: HTMLInputTypeAttribute; before?: ReactNode; after?: ReactNode };

/** One line of text; an empty line is no value. */
export function LineInput({ field, value, onChange, id, describedBy, invalid, ...rest }: Props) {
  const { readOnly } = useEditing();
  return (
    <TextInput
      id={id}
      type={rest.type}
      before={rest.before}
      after={rest.after}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value || null)}
      readOnly={readOnly}
      aria-describedby={describedBy}
      aria-required={field.required || undefined}
      invalid={invalid}
    />
  );
}
