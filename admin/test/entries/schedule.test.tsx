import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { untilNext } from '@/api/schedule';
import { momentOf } from '@/features/entries/schedule/moment';
import { planTitle } from '@/features/entries/schedule/planned';
import ScheduleDialog from '@/features/entries/schedule/schedule-dialog';
import { allZones, clockIn, ownZone, tomorrow } from '@/features/entries/schedule/zones';

// C18: the clocks of a zone, 29 February, years 1 and 9999
test.each([
  ['2026-07-01', '09:00', 'Europe/Berlin', '2026-07-01T07:00:00.000Z'],
  ['2026-01-01', '09:00', 'Europe/Berlin', '2026-01-01T08:00:00.000Z'],
  ['2026-01-01', '00:30', 'Asia/Kathmandu', '2025-12-31T18:45:00.000Z'],
  ['2026-01-01', '09:00', 'America/Los_Angeles', '2026-01-01T17:00:00.000Z'],
  ['2026-03-29', '03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
  ['2026-03-29', '01:59', 'Europe/Berlin', '2026-03-29T00:59:00.000Z'],
  ['2028-02-29', '12:00', 'Asia/Tokyo', '2028-02-29T03:00:00.000Z'],
  ['0001-01-01', '12:00', 'UTC', '0001-01-01T12:00:00.000Z'],
  ['9999-12-31', '23:59', 'UTC', '9999-12-31T23:59:00.000Z'],
])('%s %s in %s', (date, time, zone, moment) => {
  const meant = momentOf({ date, time, zone });
  expect(meant.at?.toISOString()).toBe(moment);
  expect(meant.notice).toBeNull();
});

// C18
test('a time that the clocks skip is moved on, and said so', () => {
  const { at, notice } = momentOf({ date: '2026-03-29', time: '02:30', zone: 'Europe/Berlin' });
  expect(at?.toISOString()).toBe('2026-03-29T01:30:00.000Z');
  expect(notice).toMatch(/put forward over 02:30: it happens at 03:30/);
});

// C18
test('a time that the clocks show twice is the first of them, and said so', () => {
  const { at, notice } = momentOf({ date: '2026-10-25', time: '02:30', zone: 'Europe/Berlin' });
  expect(at?.toISOString()).toBe('2026-10-25T00:30:00.000Z');
  expect(notice).toMatch(/twice/);
});

test('what is incomplete is no moment', () => {
  expect(momentOf({ date: '', time: '09:00', zone: 'UTC' }).at).toBeNull();
  expect(momentOf({ date: '2026-01-01', time: '', zone: 'UTC' }).at).toBeNull();
});

test('a moment reads back as it was chosen', () => {
  expect(clockIn(new Date('2026-01-01T18:45:00Z'), 'Asia/Kathmandu')).toEqual({ date: '2026-01-02', time: '00:30' });
  expect(tomorrow(Date.parse('2026-02-28T23:30:00Z'), 'UTC')).toEqual({ date: '2026-03-01', time: '09:00' });
});

test('zones begin with the own one, and none comes twice', () => {
  const zones = allZones();
  expect(zones[0]).toBe(ownZone());
  expect(new Set(zones).size).toBe(zones.length);
});

test('plans are told in words', () => {
  const plan = { action: 'PUBLISH' as const, at: '', locales: [], withReferences: false, failure: null };
  expect(planTitle(plan)).toBe('Publish');
  expect(planTitle({ ...plan, locales: ['de'], withReferences: true })).toBe('Publish de, with what it refers to');
  expect(planTitle({ ...plan, action: 'UNPUBLISH', failure: 'It is gone.' })).toBe('Did not unpublish');
});

test('one looks again shortly after the next thing is due', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(untilNext([], now)).toBe(false);
  expect(untilNext([{ at: '2026-01-01T00:00:10Z', failure: 'No' }], now)).toBe(false);
  expect(untilNext([{ at: '2026-01-01T00:00:10Z', failure: null }], now)).toBe(13_000);
  expect(untilNext([{ at: '2027-01-01T00:00:10Z', failure: null }], now)).toBe(3_600_000);
});

test('the dialog plans what was chosen, and nothing in the past', async () => {
  const onPlan = vi.fn();
  const user = userEvent.setup();
  render(
    <ScheduleDialog was={null} live={false} locales={[]} drafts={0} busy={false} error={null} onClose={() => {}} onPlan={onPlan} />,
  );
  const day = screen.getByLabelText('Day');
  await user.clear(day);
  await user.type(day, '2001-01-01');
  expect(screen.getByText('That moment is over.')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Schedule' })).toBeDisabled();
  await user.clear(day);
  await user.type(day, '2999-01-01');
  await user.click(screen.getByRole('button', { name: 'Schedule' }));
  const { at } = momentOf({ date: '2999-01-01', time: '09:00', zone: ownZone() });
  expect(onPlan).toHaveBeenCalledWith({ action: 'PUBLISH', at: at?.toISOString(), locales: [], withReferences: false });
});
