import { count } from '@/lib/format';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** When something in the trash goes for good, as people say it. */
export function leaving(purgeAt: string, now: number): string {
  const left = Date.parse(purgeAt) - now;
  if (left <= 0) return 'Goes for good any moment';
  if (left < HOUR_MS) return 'Goes for good within the hour';
  if (left < DAY_MS) return `Goes for good in ${count(Math.round(left / HOUR_MS), 'hour')}`;
  return `Goes for good in ${count(Math.round(left / DAY_MS), 'day')}`;
}

/** Whether there is little time left to bring it back. */
export function isSoon(purgeAt: string, now: number): boolean {
  return Date.parse(purgeAt) - now < 3 * DAY_MS;
}
