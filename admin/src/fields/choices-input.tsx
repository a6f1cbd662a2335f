import { Checkbox } from '@/ui/checkbox';
import { choicesOf } from './choices-of';
import { useEditing } from './editing';
import type { InputProps } from './field-ui';

/** Several choices, in the order of the field's values. */
export default function ChoicesInput({ field, value, onChange, labelId }: InputProps) {
  const { readOnly } = useEditing();
  const chosen = Array.isArray(value) ? value : [];
  const choices = choicesOf(field);
  const flip = (choice: string, on: boolean) =>
    onChange(choices.map((c) => c.value).filter((v) => (v === choice ? on : chosen.includes(v))));
  return (
    <div role="group" aria-labelledby={labelId} className="field-box grid gap-x-4 p-1.5 sm:grid-cols-2">
      {choices.map((choice) => (
        <label key={choice.value} className="flex h-8 items-center gap-2.5 rounded px-1.5 text-sm hover:bg-hover">
          <Checkbox
            label={choice.label}
            checked={chosen.includes(choice.value)}
            disabled={readOnly}
            onChange={(on) => flip(choice.value, on)}
          />
          {choice.label}
        </label>
      ))}
    </div>
  );
}
