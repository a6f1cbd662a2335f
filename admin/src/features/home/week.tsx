import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import type { Upcoming } from '@/api/home';
import { cn } from '@/lib/cn';
import { weekOf, type WeekDay } from './week-days';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

function Planned({ planned }: { planned: Upcoming }) {
  const { entry, action, at } = planned;
  const text = (
    <>
      <span className="block text-2xs tabular-nums">
        {clock.format(new Date(at))} {action === 'PUBLISH' ? 'publish' : 'unpublish'}
      </span>
      <span className="line-clamp-2 text-xs font-medium">{entry?.title ?? 'An entry'}</span>
    </>
  );
  const look = 'block rounded-md bg-violet-soft px-2 py-1.5 text-violet';
  if (!entry) return <div className={look}>{text}</div>;
  return (
    <Link to="/content/$model/$id" params={{ model: entry.model, id: entry.id }} className={cn(look, 'hover:underline')}>
      {text}
    </Link>
  );
}

function Day({ day }: { day: WeekDay }) {
  return (
    <li className={cn('min-w-0 p-2 sm:min-h-28', day.planned.length === 0 && 'max-sm:hidden')}>
      <h3 className={cn('mb-2 text-xs', day.today ? 'font-semibold text-accent-fg' : 'text-fg-2')}>
        <span aria-hidden>
          {day.weekday} {day.day}
        </span>
        <span className="sr-only">{day.long}</span>
      </h3>
      <div className="flex flex-col gap-1.5">
        {day.planned.map((planned) => (
          <Planned key={planned.id} planned={planned} />
        ))}
      </div>
    </li>
  );
}

/** What goes live, or is taken back, in the next seven days. */
export function Week({ upcoming }: { upcoming: Upcoming[] }) {
  const [now] = useState(() => Date.now());
  if (upcoming.length === 0) {
    return <p className="rounded-lg border border-line px-4 py-5 text-sm text-fg-2">Nothing is planned. An entry is scheduled from the menu beside Publish.</p>;
  }
  return (
    <ol className="grid rounded-lg border border-line max-sm:divide-y max-sm:divide-line sm:grid-cols-7 sm:divide-x sm:divide-line">
      {weekOf(upcoming, now).map((day) => (
        <Day key={day.key} day={day} />
      ))}
    </ol>
  );
}
