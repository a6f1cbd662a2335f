import type { Scheduled } from '@/api/schedule';
import { longMoment, ownZone, zoneName } from './zones';

const short = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const shortYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });

/** "27 Mar, 09:00" by the clock of this device. */
export function shortMoment(at: string, now: number): string {
  const date = new Date(at);
  return (date.getFullYear() === new Date(now).getFullYear() ? short : shortYear).format(date);
}

/** A moment in full, with its zone. */
export function fullMoment(at: string): string {
  const date = new Date(at);
  return `${longMoment(date, ownZone())} (${zoneName(date, ownZone())})`;
}

type Plan = Pick<Scheduled, 'action' | 'at' | 'locales' | 'withReferences' | 'failure'>;

/** What is planned, or was not done, in a few words. */
export function planTitle({ action, locales, withReferences, failure }: Plan): string {
  const verb = action === 'PUBLISH' ? 'Publish' : 'Unpublish';
  const what = [locales.join(', '), withReferences ? 'with what it refers to' : ''].filter(Boolean).join(', ');
  return `${failure === null ? verb : `Did not ${verb.toLowerCase()}`}${what ? ` ${what}` : ''}`;
}
