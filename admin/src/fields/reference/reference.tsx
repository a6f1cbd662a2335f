import { lazy } from 'react';
import { Link as LinkIcon } from 'lucide-react';
import { ASSET } from '@/api/models';
import type { CellProps, FieldUI } from '../field-ui';
import { Thumbnail } from '../parts/thumbnail';
import { idOf } from './reference-row';

/** The titles of the entries that are referred to. */
function ReferenceCell({ value, references }: CellProps) {
  const values = Array.isArray(value) ? value : [value];
  const entries = values.flatMap((item) => references.find((entry) => entry.id === idOf(item)) ?? []);
  const first = entries[0];
  if (!first) return null;
  return (
    <span className="flex min-w-0 items-center gap-2 text-fg-2">
      {first.model === ASSET && <Thumbnail asset={first.asset} className="h-6 w-9" />}
      <span className="truncate">{entries.map((entry) => entry.title).join(', ')}</span>
    </span>
  );
}

export const reference: FieldUI = {
  label: 'Reference',
  hint: 'Another entry: an author, a category',
  icon: LinkIcon,
  Input: lazy(() => import('./reference-input')),
  ListInput: lazy(() => import('./references-input')),
  Cell: ReferenceCell,
  initial: null,
  operand: 'entry',
  listable: true,
  rules: [],
};
