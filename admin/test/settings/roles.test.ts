import { expect, test } from 'vitest';
import type { User } from '@/api/people';
import { roleWarning } from '@/features/settings/people/roles';

const mara: User = {
  id: 'mara',
  email: 'mara@example.com',
  name: 'Mara',
  role: 'ADMIN',
  disabled: false,
  createdAt: '2026-11-21T10:00:00Z',
  lastSignIn: null,
};
const jonas: User = { ...mara, id: 'jonas', email: 'jonas@example.com', name: '', role: 'EDITOR' };

test('giving up the own administration is asked for', () => {
  expect(roleWarning(mara, 'EDITOR', 'mara')).toContain('You lose the settings');
});

test('demoting another administrator can be undone, so it is not asked for', () => {
  expect(roleWarning(mara, 'EDITOR', 'jonas')).toBeNull();
});

test('making an administrator is asked for, by name or e-mail', () => {
  expect(roleWarning(jonas, 'ADMIN', 'mara')).toMatch(/^jonas@example\.com will be able to do everything/);
});

test('other roles just change', () => {
  expect(roleWarning(jonas, 'AUTHOR', 'mara')).toBeNull();
  expect(roleWarning(jonas, 'VIEWER', 'jonas')).toBeNull();
});
