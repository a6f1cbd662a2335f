import { lazy } from 'react';
import { Calculator } from 'lucide-react';
import type { FieldUI } from './field-ui';
import { NumberCell } from './number-cell';

export const float: FieldUI = {
  label: 'Number',
  hint: 'With digits after the point: prices, ratings',
  icon: Calculator,
  Input: lazy(() => import('./float-input')),
  Cell: NumberCell,
  initial: 0,
  operand: 'number',
  sortable: true,
  unique: true,
  listable: true,
  rules: ['min', 'max'],
};
