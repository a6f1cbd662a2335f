import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Activity, RotateCw, X } from 'lucide-react';
import { summaryQuery } from '@/api/entries';
import { auditQuery, type AuditEvent } from '@/api/events';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { Failure } from '@/ui/failure';
import { IconButton } from '@/ui/icon-button';
import { Select } from '@/ui/select';
import { RowsSkeleton } from '../parts/loaded';
import { Panel } from '../parts/panel';
import { SectionHead } from '../parts/section-head';
import { byDay } from './days';
import { EventRow } from './event-row';
import { filterOf, groups, type ActivitySearch, type GroupId } from './search';

const route = getRouteApi('/shell/settings/activity');
const ALL = 'all';

function EntryChip({ id, onRemove }: { id: string; onRemove: () => void }) {
  const entry = useQuery(summaryQuery(id)).data;
  return (
    <span className="flex h-7 min-w-0 items-center overflow-hidden rounded-md border border-line-strong bg-surface text-xs shadow-1">
      <span className="truncate px-2">
        <span className="text-fg-3">Only </span>
        <span className="font-medium">{entry?.title ?? id}</span>
      </span>
      <Button variant="ghost" size="sm" square aria-label="Show all entries" onClick={onRemove} className="!rounded-none border-l border-line -outline-offset-2">
        <X className="!size-3.5" />
      </Button>
    </span>
  );
}

function Days({ events, filtered }: { events: AuditEvent[]; filtered: boolean }) {
  return byDay(events).map((day) => (
    <section key={day.date} className="mb-6">
      <h3 className="mb-2 text-xs font-medium text-fg-3">{day.date}</h3>
      <Panel>
        <ul>
          {day.events.map((event) => (
            <EventRow key={event.id} event={event} filtered={filtered} />
          ))}
        </ul>
      </Panel>
    </section>
  ));
}

function Found({ search, onReset }: { search: ActivitySearch; onReset: () => void }) {
  const audit = useInfiniteQuery(auditQuery(filterOf(search)));
  if (audit.isError && !audit.data) return <Failure error={audit.error} onRetry={() => void audit.refetch()} />;
  if (audit.isPending) return <RowsSkeleton rows={8} />;
  const events = audit.data.pages.flat();
  if (events.length === 0) {
    const narrowed = search.kind !== undefined || search.entry !== undefined;
    const reset = narrowed && <Button onClick={onReset}>Show everything</Button>;
    return (
      <EmptyState icon={<Activity />} title={narrowed ? 'Nothing like that happened' : 'Nothing has happened yet'} action={reset}>
        Every change of content, models, people and keys is written down here.
      </EmptyState>
    );
  }
  return (
    <>
      <Days events={events} filtered={search.entry !== undefined} />
      {audit.hasNextPage ? (
        <Button className="w-full" busy={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
          Show earlier
        </Button>
      ) : (
        <p className="text-center text-xs text-fg-3">That is everything.</p>
      )}
    </>
  );
}

export default function ActivitySection() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(auditQuery(filterOf(search)));
  const setKind = (kind: GroupId | typeof ALL) => {
    void navigate({ search: { ...search, kind: kind === ALL ? undefined : kind } });
  };
  const options = [{ value: ALL, label: 'Everything' } as const, ...groups.map(({ id, label }) => ({ value: id, label }))];
  return (
    <>
      <SectionHead
        title="Activity"
        action={
          <div className="flex flex-wrap items-center gap-2">
            {search.entry && <EntryChip id={search.entry} onRemove={() => void navigate({ search: { ...search, entry: undefined } })} />}
            <Select small className="!w-52" label="Kind of activity" value={search.kind ?? ALL} onChange={setKind} options={options} />
            <IconButton size="sm" label="Look again" disabled={query.isFetching} onClick={() => void query.refetch()}>
              <RotateCw />
            </IconButton>
          </div>
        }
      >
        Who did what, newest first. Nobody can change this record.
      </SectionHead>
      <Found search={search} onReset={() => void navigate({ search: {} })} />
    </>
  );
}
