import { lazy } from 'react';
import { CalendarClock } from 'lucide-react';
import { formatMoment } from '@/lib/format';
import type { CellProps, FieldUI } from './field-ui';

function DateTimeCell({ value }: CellProps) {
  const moments = (Array.isArray(value) ? value : [value]).filter((v) => typeof v === 'string');
  return <span className="truncate text-fg-2 tabular-nums">{moments.map(formatMoment).join(', ')}</span>;
}

export const datetime: FieldUI = {
  label: 'Date and time',
  hint: 'A moment, the same everywhere',
  icon: CalendarClock,
  Input: lazy(() => import('./datetime-input')),
  Cell: DateTimeCell,
  initial: null,
  operand: 'moment',
  sortable: true,
  listable: true,
  rules: ['min', 'max'],
};
