import { clockIn } from './zones';

/** A day and a time of the day as their inputs hold them, and the zone whose clocks are meant. */
export type Clock = { date: string; time: string; zone: string };

/** The moment that is meant, and what has to be said about it. */
export type Meant = { at: Date | null; notice: string | null };

const DAY_MS = 86_400_000;

/** What clocks of a zone are ahead of UTC at a moment, in milliseconds. */
function offsetAt(ms: number, zone: string): number {
  const { date, time } = clockIn(new Date(ms), zone);
  const minute = Math.floor(ms / 60_000) * 60_000;
  return Date.parse(`${date}T${time}Z`) - minute;
}

/** The moments at which clocks of the zone show this: none where they are put forward over it, two where they show it twice. */
function momentsOf(wall: number, clock: Clock): { shown: number[]; before: number } {
  const before = wall - offsetAt(wall - DAY_MS, clock.zone);
  const after = wall - offsetAt(wall + DAY_MS, clock.zone);
  const shows = (ms: number) => {
    // past the year 9999 there is no text to compare
    if (!Number.isFinite(ms)) return false;
    const { date, time } = clockIn(new Date(ms), clock.zone);
    return date === clock.date && time === clock.time;
  };
  const shown = [...new Set([before, after])].filter(shows).sort((a, b) => a - b);
  return { shown, before };
}

/** The moment that clocks of a zone show, with a notice where they skip it or show it twice; none while it is incomplete. */
export function momentOf(clock: Clock): Meant {
  const wall = Date.parse(`${clock.date}T${clock.time}Z`);
  if (Number.isNaN(wall)) return { at: null, notice: null };
  const { shown, before } = momentsOf(wall, clock);
  const [first, second] = shown;
  if (first === undefined) {
    const at = new Date(before);
    return { at, notice: `There the clocks are put forward over ${clock.time}: it happens at ${clockIn(at, clock.zone).time}.` };
  }
  if (second === undefined) return { at: new Date(first), notice: null };
  return { at: new Date(first), notice: `There the clocks are put back, and show ${clock.time} twice: it happens the first time.` };
}
