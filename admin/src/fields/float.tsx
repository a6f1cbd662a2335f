import { Calculator } from 'lucide-react';
import type { FieldUI, InputProps } from './field-ui';
import { NumberCell } from './number-cell';
import { NumberInput } from './number-input';

function FloatInput(props: InputProps) {
  return <NumberInput {...props} digits={15} />;
}

export const float: FieldUI = {
  label: 'Number',
  hint: 'With digits after the point: prices, ratings',
  icon: Calculator,
  Input: FloatInput,
  Cell: NumberCell,
  initial: 0,
  operand: 'number',
  sortable: true,
  unique: true,
  listable: true,
  rules: ['min', 'max'],
};
