import type { InputProps } from './field-ui';
import { NumberInput } from './number-input';

export default function IntegerInput(props: InputProps) {
  return <NumberInput {...props} digits={0} />;
}
