import type { Upcoming } from '@/api/home';

/** A day of the coming week, with what is planned for it. */
export type WeekDay = { key: string; weekday: string; day: string; long: string; today: boolean; planned: Upcoming[] };

const DAYS = 7;
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });
const long = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });

function keyOf(date: Date): string {
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

/** The seven days from today, by the clock of this device. */
export function weekOf(planned: Upcoming[], now: number): WeekDay[] {
  return Array.from({ length: DAYS }, (_, i) => {
    const date = new Date(now);
    // noon is on the same day whatever the clocks do
    date.setHours(12, 0, 0, 0);
    date.setDate(date.getDate() + i);
    const key = keyOf(date);
    return {
      key,
      weekday: weekday.format(date),
      day: String(date.getDate()),
      long: long.format(date),
      today: i === 0,
      planned: planned.filter((each) => each.failure === null && keyOf(new Date(each.at)) === key),
    };
  });
}
