import { expect, test } from 'vitest';
import type { Upcoming } from '@/api/home';
import { weekOf } from '@/features/home/week-days';

const now = new Date(2026, 2, 27, 23, 50).getTime();

function planned(id: string, at: Date, failure: string | null = null): Upcoming {
  return {
    id,
    action: 'PUBLISH',
    at: at.toISOString(),
    locales: [],
    withReferences: false,
    createdAt: at.toISOString(),
    failure,
    by: { kind: 'user', id: 'u', name: 'Ada' },
    entry: null,
  };
}

test('seven days begin with today, also shortly before midnight and over a change of the clocks', () => {
  const days = weekOf([], now);
  expect(days.map((day) => day.day)).toEqual(['27', '28', '29', '30', '31', '1', '2']);
  expect(days.map((day) => day.today)).toEqual([true, false, false, false, false, false, false]);
});

test('what is planned lies on its day; what failed is not planned any more', () => {
  const days = weekOf(
    [planned('a', new Date(2026, 2, 28, 0, 5)), planned('b', new Date(2026, 2, 27, 23, 59)), planned('c', new Date(2026, 2, 28, 9), 'No')],
    now,
  );
  expect(days[0]?.planned.map((each) => each.id)).toEqual(['b']);
  expect(days[1]?.planned.map((each) => each.id)).toEqual(['a']);
});
