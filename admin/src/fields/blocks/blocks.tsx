import { lazy } from 'react';
import { LayoutTemplate } from 'lucide-react';
import type { FieldUI } from '../field-ui';

export const blocks: FieldUI = {
  label: 'Blocks',
  hint: 'A list of different components, like the parts of a page',
  icon: LayoutTemplate,
  Input: lazy(() => import('./blocks-input')),
  initial: [],
  rules: [],
};
