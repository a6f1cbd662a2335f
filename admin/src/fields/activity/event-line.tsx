import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { summaryQuery } from '@/api/entries';
import type { Event } from '@/api/events';
import { ASSET, useSchema } from '@/api/models';
import { ago, formatMoment } from '@/lib/format';
import { Avatar } from '@/ui/avatar';
import { noteOf, verbOf } from './verbs';

/** What an event was about, with a way there while it exists. */
function EventSubject({ event }: { event: Event }) {
  const model = useSchema().models.find((each) => each.apiId === event.model);
  const entry = useQuery({ ...summaryQuery(event.entry ?? ''), enabled: event.entry !== null, staleTime: 60_000 }).data;
  const linkClass = 'font-medium hover:underline';
  if (entry?.model === ASSET) {
    return (
      <Link to="/media" search={{ asset: entry.id }} className={linkClass}>
        {entry.title}
      </Link>
    );
  }
  if (entry) {
    return (
      <Link to="/content/$model/$id" params={{ model: entry.model, id: entry.id }} className={linkClass}>
        {entry.title}
      </Link>
    );
  }
  if (event.entry) return <span className="text-fg-2">an entry of {model?.name ?? event.model}</span>;
  return <span className="font-medium">{model?.name ?? event.model ?? ''}</span>;
}

/** What somebody did, to follow their name. */
export function EventDeed({ event }: { event: Event }) {
  const note = noteOf(event);
  if (note) return <span className="text-fg-2">· {note}</span>;
  return (
    <>
      <span className="text-fg-2">{verbOf(event.types)}</span> <EventSubject event={event} />
    </>
  );
}

/** Who did what to which entry, and when. */
export function EventLine({ event }: { event: Event }) {
  const name = event.actor.name || event.actor.kind;
  return (
    <li className="flex items-center gap-3 border-b border-line py-2.5 text-sm last:border-0">
      <Avatar name={name} size={22} />
      <span className="min-w-0 flex-1 truncate">
        <span className="font-medium">{name}</span> <EventDeed event={event} />
      </span>
      <time dateTime={event.time} title={formatMoment(event.time)} className="shrink-0 text-xs text-fg-3">
        {ago(event.time)}
      </time>
    </li>
  );
}
