import { render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { Usage } from '@/api/usage';
import { DeletionDialog } from '@/fields/deleting/deletion-dialog';
import { hiddenSentence, usageSentence } from '@/fields/deleting/usage-sentence';
import type { Deletion } from '@/fields/deleting/use-deletion';

vi.mock('@tanstack/react-router', () => ({ Link: ({ children }: { children: React.ReactNode }) => <a href="/">{children}</a> }));

function aUse(id: string, blocking = false): Usage['entries'][number] {
  return { draft: true, live: true, blocking, entry: { id, model: 'article', title: `About ${id}`, status: 'PUBLISHED', asset: null } };
}

function asked(usage: Usage): Deletion {
  const question = { entry: { id: 'fog', model: 'author', title: 'Fog' }, usage };
  return { question, busy: false, ask: vi.fn(), confirm: vi.fn(), close: vi.fn() };
}

test('sentences count what refers, and what is in the way', () => {
  expect(usageSentence({ total: 1, blocking: 0, entries: [] })).toMatch(/^1 entry refers to it/);
  expect(usageSentence({ total: 4, blocking: 0, entries: [] })).toMatch(/^4 entries refer to it/);
  expect(usageSentence({ total: 4, blocking: 2, entries: [] })).toMatch(/^2 published entries need it/);
});

test('what is not listed is counted', () => {
  expect(hiddenSentence({ total: 1, blocking: 0, entries: [aUse('a')] })).toBeNull();
  expect(hiddenSentence({ total: 3, blocking: 0, entries: [aUse('a')] })).toMatch(/^And 2 more entries/);
});

test('it can be deleted when nothing blocks, and not when something does', () => {
  const { unmount } = render(<DeletionDialog deletion={asked({ total: 1, blocking: 0, entries: [aUse('a')] })} />);
  expect(screen.getByText('About a')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Move to the trash' })).toBeInTheDocument();
  unmount();
  render(<DeletionDialog deletion={asked({ total: 2, blocking: 1, entries: [aUse('a', true), aUse('b')] })} />);
  expect(screen.getByText('Needs it')).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Move to the trash' })).toBeNull();
});
