import { AtSign } from 'lucide-react';
import type { FieldUI, InputProps } from './field-ui';
import { LineInput } from './line-input';
import { TagsInput } from './tags-input';
import { TextCell } from './text-cell';

function EmailInput(props: InputProps) {
  return <LineInput {...props} type="email" before={<AtSign className="size-4 shrink-0 text-fg-3" aria-hidden />} />;
}

export const email: FieldUI = {
  label: 'E-mail',
  hint: 'An e-mail address',
  icon: AtSign,
  Input: EmailInput,
  ListInput: TagsInput,
  Cell: TextCell,
  initial: '',
  operand: 'text',
  sortable: true,
  searchable: true,
  unique: true,
  listable: true,
  rules: ['minLength', 'maxLength', 'pattern', 'in'],
  check: (value) => (/^[^@\s]+@[^@\s]+$/.test(String(value)) ? null : 'Must be an address like ada@example.org'),
};
