import { Link } from '@tanstack/react-router';
import { History } from 'lucide-react';
import type { AuditEvent } from '@/api/events';
import { EventDeed } from '@/fields/activity/event-line';
import { formatMoment } from '@/lib/format';
import { Avatar } from '@/ui/avatar';
import { Tooltip } from '@/ui/tooltip';
import { versionsOf } from './says';

const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

const kinds: Record<string, string> = { key: 'API key', local: 'on the server', system: 'on its own', public: 'not signed in' };

/** One line of the audit record. */
export function EventRow({ event, filtered }: { event: AuditEvent; filtered: boolean }) {
  const name = event.actor.name || event.actor.kind;
  const kind = kinds[event.actor.kind];
  const details = [versionsOf(event), event.types.join(', ')].filter(Boolean).join(' · ');
  return (
    <li className="flex items-start gap-3 border-b border-line px-4 py-2.5 text-sm last:border-0">
      <Avatar name={name} size={22} />
      <div className="min-w-0 flex-1">
        <p className="break-words">
          <span className="font-medium">{name}</span>
          {kind && <span className="text-fg-3"> ({kind})</span>} <EventDeed event={event} />
        </p>
        <p className="truncate text-xs text-fg-3">{details}</p>
      </div>
      {event.entry && !filtered && (
        <Tooltip label="Only this entry">
          <Link
            to="/settings/activity"
            search={{ entry: event.entry }}
            aria-label="Only what happened to this entry"
            className="grid size-7 shrink-0 place-items-center rounded-md text-fg-3 hover:bg-hover hover:text-fg"
          >
            <History className="size-4" />
          </Link>
        </Tooltip>
      )}
      <time dateTime={event.time} title={formatMoment(event.time)} className="shrink-0 pt-1 text-xs text-fg-3 tabular-nums">
        {clock.format(new Date(event.time))}
      </time>
    </li>
  );
}
