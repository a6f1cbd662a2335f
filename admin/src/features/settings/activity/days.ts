import type { AuditEvent } from '@/api/events';

export type Day = { date: string; events: AuditEvent[] };

const dayName = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

/** Events in order, put together by the day on which they happened where the reader is. */
export function byDay(events: AuditEvent[]): Day[] {
  const days: Day[] = [];
  for (const event of events) {
    const date = dayName.format(new Date(event.time));
    const last = days.at(-1);
    if (last?.date === date) last.events.push(event);
    else days.push({ date, events: [event] });
  }
  return days;
}
