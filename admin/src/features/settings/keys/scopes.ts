import type { Scope } from '@/api/generated/graphql';

export const scopes: { value: Scope; label: string; hint: string }[] = [
  { value: 'READ', label: 'Read', hint: 'What is published, of all models' },
  { value: 'PREVIEW', label: 'Preview', hint: 'Drafts, too' },
  { value: 'WRITE', label: 'Write', hint: 'Create, change, publish and delete entries' },
  { value: 'MANAGE', label: 'Manage', hint: 'Everything: models, people, settings' },
];
