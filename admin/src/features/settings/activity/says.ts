import type { AuditEvent } from '@/api/events';

/** How the version changed: "version 3", "version 3 to 4"; null where there is none. */
export function versionsOf(event: AuditEvent): string | null {
  if (event.after === null) return null;
  return event.before === null ? `version ${event.after}` : `version ${event.before} to ${event.after}`;
}
