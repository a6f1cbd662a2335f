import { lazy } from 'react';
import { Hash } from 'lucide-react';
import type { FieldUI } from './field-ui';
import { NumberCell } from './number-cell';

const LIMIT = 2 ** 31;

export const integer: FieldUI = {
  label: 'Whole number',
  hint: 'Counts, years, positions',
  icon: Hash,
  Input: lazy(() => import('./integer-input')),
  Cell: NumberCell,
  initial: 0,
  operand: 'number',
  sortable: true,
  unique: true,
  listable: true,
  rules: ['min', 'max'],
  check: (value) => (typeof value === 'number' && value >= -LIMIT && value < LIMIT ? null : 'Must fit into 32 bits'),
};
