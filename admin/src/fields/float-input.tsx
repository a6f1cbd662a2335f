import type { InputProps } from './field-ui';
import { NumberInput } from './number-input';

export default function FloatInput(props: InputProps) {
  return <NumberInput {...props} digits={15} />;
}
