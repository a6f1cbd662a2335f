import { Palette } from 'lucide-react';
import { useEditing } from './editing';
import type { CellProps, FieldUI, InputProps } from './field-ui';
import { LineInput } from './line-input';

const FORM = /^#([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

/** The form that the browser's own picker takes: #rrggbb. */
function sixDigits(value: unknown): string {
  if (typeof value !== 'string' || !FORM.test(value)) return '#888888';
  const digits = value.slice(1);
  return `#${digits.length === 3 ? [...digits].map((d) => d + d).join('') : digits.slice(0, 6)}`;
}

function ColorInput(props: InputProps) {
  const { readOnly } = useEditing();
  const swatch = (
    <input
      type="color"
      aria-label={`Pick ${props.field.name.toLowerCase()}`}
      value={sixDigits(props.value)}
      disabled={readOnly}
      onChange={(event) => props.onChange(event.target.value)}
      className="-ml-1 h-6 w-8 shrink-0 cursor-pointer rounded bg-transparent"
    />
  );
  return <LineInput {...props} before={swatch} />;
}

function ColorCell({ value }: CellProps) {
  if (typeof value !== 'string' || !FORM.test(value)) return <span className="truncate text-fg-2">{value ? String(value) : ''}</span>;
  return (
    <span className="flex items-center gap-2 text-fg-2">
      <span className="size-4 rounded border border-line-strong" style={{ background: value }} />
      {value}
    </span>
  );
}

export const color: FieldUI = {
  label: 'Colour',
  hint: 'Like #3b4fe0',
  icon: Palette,
  Input: ColorInput,
  Cell: ColorCell,
  initial: '#3b4fe0',
  operand: 'text',
  sortable: true,
  listable: true,
  rules: ['in'],
  check: (value) => (FORM.test(String(value)) ? null : 'Must be a colour like #1e90ff'),
};
