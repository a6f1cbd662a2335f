import { CalendarClock, TriangleAlert } from 'lucide-react';
import type { EntryRow } from '@/api/entries';
import { fullMoment } from './planned';

/** Shows that something is planned for an entry, or could not be carried out. */
export function PlannedMark({ planned }: { planned: EntryRow['scheduled'] }) {
  const failed = planned.find((each) => each.failure !== null);
  const next = failed ?? planned[0];
  if (!next) return null;
  const verb = next.action === 'PUBLISH' ? 'publish' : 'unpublish';
  const label = failed ? `Could not ${verb}: ${failed.failure}` : `${verb === 'publish' ? 'Goes live' : 'Is taken back'} on ${fullMoment(next.at)}`;
  const Icon = failed ? TriangleAlert : CalendarClock;
  return (
    <span role="img" aria-label={label} title={label} className={failed ? 'text-red' : 'text-violet'}>
      <Icon className="size-4" aria-hidden />
    </span>
  );
}
