import type { Role, User } from '@/api/people';

type RoleText = { value: Role; label: string; says: string };

export const roles: RoleText[] = [
  { value: 'ADMIN', label: 'Administrator', says: 'Everything: content, models, people, keys and webhooks.' },
  { value: 'EDITOR', label: 'Editor', says: 'All content: writes, publishes and deletes what anybody wrote.' },
  { value: 'AUTHOR', label: 'Author', says: 'Reads all content; changes, publishes and deletes only their own.' },
  { value: 'VIEWER', label: 'Viewer', says: 'Reads all content, drafts included, and changes nothing.' },
];

export function roleText(role: Role): RoleText {
  return roles.find((each) => each.value === role)!;
}

/** What a new role means that should be confirmed first; null for a change that can simply be undone. */
export function roleWarning(user: User, next: Role, myId: string | undefined): string | null {
  if (user.role === 'ADMIN' && user.id === myId) {
    return 'You lose the settings and the content models at once, and only another administrator can give them back to you.';
  }
  if (next === 'ADMIN') {
    return `${user.name || user.email} will be able to do everything: change and delete all content and models, add and disable people, and make API keys.`;
  }
  return null;
}
