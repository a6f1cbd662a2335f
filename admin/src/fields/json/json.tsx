import { lazy } from 'react';
import { Braces } from 'lucide-react';
import type { FieldUI } from '../field-ui';

export const json: FieldUI = {
  label: 'JSON',
  hint: 'Any structured data',
  icon: Braces,
  Input: lazy(() => import('./json-input')),
  initial: {},
  listable: true,
  rules: ['schema'],
};
