import { Type } from 'lucide-react';
import type { FieldUI } from './field-ui';
import { LineInput } from './line-input';
import { TagsInput } from './tags-input';
import { TextCell } from './text-cell';

export const text: FieldUI = {
  label: 'Text',
  hint: 'One line: titles, names, labels',
  icon: Type,
  Input: LineInput,
  ListInput: TagsInput,
  Cell: TextCell,
  initial: '',
  operand: 'text',
  sortable: true,
  searchable: true,
  unique: true,
  listable: true,
  rules: ['minLength', 'maxLength', 'pattern', 'in'],
};
