import { useState } from 'react';
import { CalendarClock, CalendarX, MoreHorizontal, TriangleAlert } from 'lucide-react';
import type { Scheduled } from '@/api/schedule';
import { cn } from '@/lib/cn';
import { Button } from '@/ui/button';
import { Menu, MenuItem } from '@/ui/menu';
import { fullMoment, planTitle, shortMoment } from './planned';

type RowProps = { planned: Scheduled; now: number; onMove?: () => void; onCancel?: () => void };

function PlannedRow({ planned, now, onMove, onCancel }: RowProps) {
  const failed = planned.failure !== null;
  const Icon = failed ? TriangleAlert : CalendarClock;
  const title = planTitle(planned);
  const trigger = (
    <Button variant="ghost" size="sm" square aria-label={`More for: ${title}, ${shortMoment(planned.at, now)}`}>
      <MoreHorizontal />
    </Button>
  );
  return (
    <li className="flex items-start gap-2 text-sm">
      <Icon className={cn('mt-0.5 size-4 shrink-0', failed ? 'text-red' : 'text-violet')} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        <p className="text-xs text-fg-2">
          <time dateTime={planned.at} title={fullMoment(planned.at)}>
            {shortMoment(planned.at, now)}
          </time>
          , by {planned.by.name}
        </p>
        {failed && <p className="mt-0.5 text-xs text-red">{planned.failure}</p>}
      </div>
      {onMove && onCancel && (
        <Menu trigger={trigger}>
          <MenuItem icon={<CalendarClock />} onClick={onMove}>
            {failed ? 'Try again at…' : 'Move…'}
          </MenuItem>
          <MenuItem icon={<CalendarX />} onClick={onCancel}>
            {failed ? 'Dismiss' : 'Call off'}
          </MenuItem>
        </Menu>
      )}
    </li>
  );
}

type Props = { planned: Scheduled[]; editable: boolean; onMove: (planned: Scheduled) => void; onCancel: (planned: Scheduled) => void };

/** What is planned for an entry, and what did not work. */
export function PlannedList({ planned, editable, onMove, onCancel }: Props) {
  const [now] = useState(() => Date.now());
  return (
    <ul className="flex flex-col gap-2.5">
      {planned.map((each) => (
        <PlannedRow
          key={each.id}
          planned={each}
          now={now}
          onMove={editable ? () => onMove(each) : undefined}
          onCancel={editable ? () => onCancel(each) : undefined}
        />
      ))}
    </ul>
  );
}
