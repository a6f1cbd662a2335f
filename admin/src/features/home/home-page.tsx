import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FilePlus2, Shapes } from 'lucide-react';
import { useCan } from '@/api/can';
import { recentEventsQuery } from '@/api/events';
import { useMe } from '@/api/me';
import { ASSET, schemaQuery } from '@/api/models';
import { EventLine } from '@/fields/activity/event-line';
import { EmptyState } from '@/ui/empty-state';
import { greeting } from './greeting';
import { RecentCard } from './recent-card';
import { useRecent } from './use-recent';

function NoModels() {
  const link = (
    <Link to="/models" className="inline-flex items-center gap-1.5 text-sm font-medium text-accent-fg hover:underline">
      <Shapes className="size-4" />
      Content models
    </Link>
  );
  return (
    <EmptyState icon={<Shapes />} title="Begin with a model" action={link}>
      A model says what your content is made of: articles with a title and a body, authors with a name.
    </EmptyState>
  );
}

function Recent() {
  const { recent, pending } = useRecent();
  if (!pending && recent.length === 0) {
    return (
      <EmptyState icon={<FilePlus2 />} title="Nothing written yet">
        Choose a model on the left and create the first entry.
      </EmptyState>
    );
  }
  return (
    <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
      {pending && recent.length === 0
        ? Array.from({ length: 8 }, (_, i) => <div key={i} className="skeleton h-56 !rounded-lg" />)
        : recent.map((each) => <RecentCard key={each.row.id} {...each} />)}
    </div>
  );
}

function Activity() {
  const events = useQuery(recentEventsQuery).data ?? [];
  if (events.length === 0) return null;
  return (
    <section className="mt-10">
      <h2 className="mb-2 text-base font-semibold tracking-tight">What changed</h2>
      <ul>
        {events.map((event) => (
          <EventLine key={event.id} event={event} />
        ))}
      </ul>
    </section>
  );
}

export default function HomePage() {
  const name = useMe()?.name ?? '';
  const schema = useQuery(schemaQuery).data;
  const mayAdminister = useCan('administer');
  const [hour] = useState(() => new Date().getHours());
  const hasModels = schema?.models.some((model) => model.apiId !== ASSET) ?? true;
  return (
    <div className="h-full overflow-auto" tabIndex={-1}>
      <div className="mx-auto max-w-[1040px] px-5 pt-14 pb-16 sm:px-10">
        <h1 id="page-title" tabIndex={-1} className="text-2xl font-semibold tracking-[-0.025em] outline-none">
          {greeting(name, hour)}
        </h1>
        {hasModels ? (
          <section className="mt-9">
            <h2 className="mb-3 text-base font-semibold tracking-tight">Pick up where you left off</h2>
            <Recent />
          </section>
        ) : (
          <NoModels />
        )}
        {mayAdminister && <Activity />}
      </div>
    </div>
  );
}
