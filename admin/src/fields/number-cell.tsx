import type { CellProps } from './field-ui';

const numbers = new Intl.NumberFormat('en', { maximumFractionDigits: 20 });

export function NumberCell({ value }: CellProps) {
  const values = Array.isArray(value) ? value : [value];
  const shown = values.filter((v) => typeof v === 'number').map((v) => numbers.format(v));
  return <span className="truncate text-fg-2 tabular-nums">{shown.join(', ')}</span>;
}
