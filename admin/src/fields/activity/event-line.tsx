import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { summaryQuery } from '@/api/entries';
import type { Event } from '@/api/events';
import { useSchema } from '@/api/models';
import { ago, formatMoment } from '@/lib/format';
import { Avatar } from '@/ui/avatar';
import { verbOf } from './verbs';

function Subject({ event }: { event: Event }) {
  const model = useSchema().models.find((each) => each.apiId === event.model);
  const entry = useQuery({ ...summaryQuery(event.entry ?? ''), enabled: event.entry !== null, staleTime: 60_000 }).data;
  if (entry) {
    return (
      <Link to="/content/$model/$id" params={{ model: entry.model, id: entry.id }} className="font-medium hover:underline">
        {entry.title}
      </Link>
    );
  }
  if (event.entry) return <span className="text-fg-2">an entry of {model?.name ?? event.model}</span>;
  return <span className="font-medium">{model?.name ?? event.note ?? event.model ?? ''}</span>;
}

/** Who did what to which entry, and when. */
export function EventLine({ event }: { event: Event }) {
  const name = event.actor.name || event.actor.kind;
  return (
    <li className="flex items-center gap-3 border-b border-line py-2.5 text-sm last:border-0">
      <Avatar name={name} size={22} />
      <span className="min-w-0 flex-1 truncate">
        <span className="font-medium">{name}</span> <span className="text-fg-2">{verbOf(event.types)}</span>{' '}
        <Subject event={event} />
      </span>
      <time dateTime={event.time} title={formatMoment(event.time)} className="shrink-0 text-xs text-fg-3">
        {ago(event.time)}
      </time>
    </li>
  );
}
