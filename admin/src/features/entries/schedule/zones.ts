/** The time zone of this device. */
export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** All time zones that the browser knows, this device's and UTC first. */
export function allZones(): string[] {
  const first = [ownZone(), 'UTC'];
  return [...new Set([...first, ...Intl.supportedValuesOf('timeZone')])];
}

function part(at: Date, zone: string, style: 'long' | 'shortOffset'): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: style }).formatToParts(at);
  return parts.find((each) => each.type === 'timeZoneName')?.value ?? zone;
}

/** "Friday 27 March 2026, 09:00", where the clocks of a zone show that. */
export function longMoment(at: Date, zone: string): string {
  const day = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(at);
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(at);
  return `${day}, ${clock}`;
}

/** How people call a zone at a moment: "Central European Summer Time, GMT+2". */
export function zoneName(at: Date, zone: string): string {
  const [long, offset] = [part(at, zone, 'long'), part(at, zone, 'shortOffset')];
  return long === offset ? offset : `${long}, ${offset}`;
}

/** A moment as the inputs of a day and a time hold it. */
export function clockIn(at: Date, zone: string): { date: string; time: string } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const of = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return { date: `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}`, time: `${of('hour')}:${of('minute')}` };
}

const DAY_MS = 86_400_000;

/** What a new plan begins with: nine o'clock tomorrow. */
export function tomorrow(now: number, zone: string): { date: string; time: string } {
  return { date: clockIn(new Date(now + DAY_MS), zone).date, time: '09:00' };
}
