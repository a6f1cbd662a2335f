import type { Role } from '@/api/generated/graphql';

export const roles: { value: Role; label: string; hint: string }[] = [
  { value: 'ADMIN', label: 'Administrator', hint: 'Everything, people and settings included' },
  { value: 'EDITOR', label: 'Editor', hint: 'Writes and publishes all content' },
  { value: 'AUTHOR', label: 'Author', hint: 'Writes and publishes own content' },
  { value: 'VIEWER', label: 'Viewer', hint: 'Reads everything, changes nothing' },
];
