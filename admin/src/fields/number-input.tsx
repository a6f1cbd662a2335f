import { NumberField } from '@base-ui/react/number-field';
import { Minus, Plus } from 'lucide-react';
import { useEditing } from './editing';
import type { InputProps } from './field-ui';

type Props = InputProps & { digits: number };

const buttonClass = 'grid h-full w-9 shrink-0 place-items-center text-fg-3 hover:bg-hover hover:text-fg';

/** A number with at most `digits` digits after the point. Out of range is shown, not corrected: drafts may be wrong. */
export function NumberInput({ value, onChange, id, describedBy, invalid, digits }: Props) {
  const { readOnly } = useEditing();
  return (
    <NumberField.Root
      id={id}
      value={typeof value === 'number' ? value : null}
      format={{ maximumFractionDigits: digits, useGrouping: false }}
      readOnly={readOnly}
      onValueChange={(next) => onChange(next)}
    >
      <NumberField.Group className="field-box flex h-9 w-44 items-center overflow-hidden" data-invalid={invalid || undefined}>
        <NumberField.Decrement aria-label="Less" className={buttonClass}>
          <Minus className="size-3.5" />
        </NumberField.Decrement>
        <NumberField.Input
          aria-describedby={describedBy}
          className="h-full w-full min-w-0 border-x border-line bg-transparent text-center text-base tabular-nums"
        />
        <NumberField.Increment aria-label="More" className={buttonClass}>
          <Plus className="size-3.5" />
        </NumberField.Increment>
      </NumberField.Group>
    </NumberField.Root>
  );
}
