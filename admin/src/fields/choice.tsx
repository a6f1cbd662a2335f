import { lazy } from 'react';
import { ListChecks } from 'lucide-react';
import { choicesOf } from './choices-of';
import type { CellProps, FieldUI } from './field-ui';

function ChoiceCell({ field, value }: CellProps) {
  const values = Array.isArray(value) ? value : [value];
  const names = values.map((v) => choicesOf(field).find((choice) => choice.value === v)?.label ?? v ?? '');
  return <span className="truncate text-fg-2">{names.join(', ')}</span>;
}

export const choice: FieldUI = {
  label: 'Choice',
  hint: 'One of a few fixed values',
  icon: ListChecks,
  Input: lazy(() => import('./choice-input')),
  ListInput: lazy(() => import('./choices-input')),
  Cell: ChoiceCell,
  initial: null,
  operand: 'choice',
  sortable: true,
  listable: true,
  rules: [],
};
