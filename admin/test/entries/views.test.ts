import { expect, test } from 'vitest';
import type { View } from '@/api/views';
import { currentView, isWorthSaving, searchOf, toQuery } from '@/features/entries/views/view-search';

function aView(id: string, model: string, query: View['query']): View {
  return { id, model, name: id, query, shared: false, by: { kind: 'user', id: 'u', name: 'Ada' } };
}

test('a view keeps what the address says, and gives it back', () => {
  const search = { q: 'fog', f: [{ field: 'status', op: 'in', value: ['DRAFT'] }], sort: undefined, dir: undefined };
  expect(searchOf({ query: toQuery(search) })).toMatchObject({ q: 'fog', f: search.f });
  expect(searchOf({ query: 'broken' })).toMatchObject({ q: undefined });
});

test('the view that is shown is found, whatever the order of its parts', () => {
  const views = [aView('a', 'article', { q: 'fog' }), aView('b', 'article', { dir: 'asc', sort: 'title' }), aView('c', 'author', { q: 'x' })];
  expect(currentView(views, 'article', { sort: 'title', dir: 'asc' })?.id).toBe('b');
  expect(currentView(views, 'article', { q: 'x' })).toBeUndefined();
  expect(currentView(views, 'author', { q: 'x' })?.id).toBe('c');
});

test('a list as it is needs no name', () => {
  expect(isWorthSaving({ q: undefined })).toBe(false);
  expect(isWorthSaving({ archived: true })).toBe(true);
});
