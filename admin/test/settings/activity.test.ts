import { describe, expect, test } from 'vitest';
import type { AuditEvent } from '@/api/events';
import { byDay } from '@/features/settings/activity/days';
import { versionsOf } from '@/features/settings/activity/says';
import { filterOf, groups, readActivitySearch } from '@/features/settings/activity/search';

function event(change: Partial<AuditEvent>): AuditEvent {
  return {
    id: '1',
    time: '2026-11-21T12:00:00Z',
    types: ['entry.updated'],
    model: 'article',
    entry: 'a',
    before: null,
    after: null,
    note: null,
    actor: { kind: 'user', id: 'mara', name: 'Mara' },
    ...change,
  };
}

describe('the address of the page', () => {
  test('keeps what it knows', () => {
    expect(readActivitySearch({ kind: 'files', entry: 'x' })).toEqual({ kind: 'files', entry: 'x' });
  });

  test('drops what means nothing', () => {
    expect(readActivitySearch({ kind: 'weather', entry: '', more: 1 })).toEqual({});
    expect(readActivitySearch({ kind: 3, entry: ['x'] })).toEqual({});
  });

  test('becomes a filter of the server', () => {
    expect(filterOf({})).toEqual({ types: null, entry: null });
    expect(filterOf({ kind: 'publishing', entry: 'x' })).toEqual({
      types: ['entry.published', 'entry.unpublished', 'entry.scheduled', 'entry.unscheduled', 'entry.missed'],
      entry: 'x',
    });
  });
});

test('every type of event can be found by a kind that is not a part of another', () => {
  const types = groups.filter((group) => !['publishing', 'deleting'].includes(group.id)).flatMap((group) => [...group.types]);
  expect(new Set(types).size).toBe(types.length);
  for (const group of groups) for (const type of group.types) expect(types).toContain(type);
});

test('events of a day stand together, in the order in which they came', () => {
  const days = byDay([
    event({ id: '3', time: '2026-11-21T12:00:00Z' }),
    event({ id: '2', time: '2026-11-21T11:59:00Z' }),
    event({ id: '1', time: '2026-11-18T12:00:00Z' }),
  ]);
  expect(days.map((day) => day.events.map((each) => each.id))).toEqual([['3', '2'], ['1']]);
});

test('versions are told where there are any', () => {
  expect(versionsOf(event({}))).toBeNull();
  expect(versionsOf(event({ after: 1 }))).toBe('version 1');
  expect(versionsOf(event({ before: 3, after: 4 }))).toBe('version 3 to 4');
});
