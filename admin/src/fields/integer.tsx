import { Hash } from 'lucide-react';
import type { FieldUI, InputProps } from './field-ui';
import { NumberCell } from './number-cell';
import { NumberInput } from './number-input';

const LIMIT = 2 ** 31;

function IntegerInput(props: InputProps) {
  return <NumberInput {...props} digits={0} />;
}

export const integer: FieldUI = {
  label: 'Whole number',
  hint: 'Counts, years, positions',
  icon: Hash,
  Input: IntegerInput,
  Cell: NumberCell,
  initial: 0,
  operand: 'number',
  sortable: true,
  unique: true,
  listable: true,
  rules: ['min', 'max'],
  check: (value) => (typeof value === 'number' && value >= -LIMIT && value < LIMIT ? null : 'Must fit into 32 bits'),
};
