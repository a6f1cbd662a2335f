import { lazy } from 'react';
import { CalendarDays } from 'lucide-react';
import { formatDate } from '@/lib/format';
import type { CellProps, FieldUI } from './field-ui';

function DateCell({ value }: CellProps) {
  const dates = (Array.isArray(value) ? value : [value]).filter((v) => typeof v === 'string');
  return <span className="truncate text-fg-2 tabular-nums">{dates.map(formatDate).join(', ')}</span>;
}

export const date: FieldUI = {
  label: 'Date',
  hint: 'A day, without a time',
  icon: CalendarDays,
  Input: lazy(() => import('./date-input')),
  Cell: DateCell,
  initial: null,
  operand: 'date',
  sortable: true,
  listable: true,
  rules: ['min', 'max'],
};
