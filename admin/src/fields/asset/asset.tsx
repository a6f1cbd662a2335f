import { lazy } from 'react';
import { Image } from 'lucide-react';
import type { CellProps, FieldUI } from '../field-ui';
import { Thumbnail } from '../parts/thumbnail';
import { idOf } from '../reference/reference-row';

function AssetCell({ value, references }: CellProps) {
  const first = Array.isArray(value) ? value[0] : value;
  const entry = references.find((each) => each.id === idOf(first ?? null));
  return entry ? <Thumbnail asset={entry.asset} title={entry.title} className="h-7 w-10" /> : null;
}

export const asset: FieldUI = {
  label: 'File',
  hint: 'A picture, a document, a video',
  icon: Image,
  Input: lazy(() => import('./asset-input')),
  ListInput: lazy(() => import('./assets-input')),
  Cell: AssetCell,
  initial: null,
  listable: true,
  rules: ['mimeTypes', 'maxBytes'],
};
