import { lazy } from 'react';
import { Pilcrow } from 'lucide-react';
import type { FieldUI } from '../field-ui';

export const richText: FieldUI = {
  label: 'Rich text',
  hint: 'Headings, lists, tables, links, embedded entries',
  icon: Pilcrow,
  Input: lazy(() => import('./rich-text-input')),
  initial: null,
  rules: ['minLength', 'maxLength'],
};
