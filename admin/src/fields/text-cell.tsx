import { isObject } from '@/lib/json';
import type { CellProps } from './field-ui';

function shown(value: unknown): string {
  if (value == null) return '';
  return isObject(value) ? JSON.stringify(value) : String(value);
}

/** Plain values, lists with commas. */
export function TextCell({ value }: CellProps) {
  const text = Array.isArray(value) ? value.map(shown).join(', ') : shown(value);
  return <span className="truncate text-fg-2">{text}</span>;
}
