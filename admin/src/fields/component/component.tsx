import { lazy } from 'react';
import { Group } from 'lucide-react';
import type { FieldUI } from '../field-ui';

export const component: FieldUI = {
  label: 'Component',
  hint: 'A group of fields that models share',
  icon: Group,
  Input: lazy(() => import('./component-input')),
  initial: {},
  listable: true,
  rules: [],
};
