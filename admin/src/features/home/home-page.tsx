import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FilePlus2, Shapes } from 'lucide-react';
import type { EntryRow } from '@/api/entries';
import { homeQuery, type Home } from '@/api/home';
import { useMe } from '@/api/me';
import { ASSET, schemaQuery, type Model } from '@/api/models';
import { EventLine } from '@/fields/activity/event-line';
import { EmptyState } from '@/ui/empty-state';
import { Failure } from '@/ui/failure';
import { AttentionList } from './attention-list';
import { greeting } from './greeting';
import { RecentCard } from './recent-card';
import { useRecent, type Recent } from './use-recent';
import { Week } from './week';

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

const SKELETONS = 4;

function Cards({ recent, pending }: { recent: Recent[]; pending: boolean }) {
  return (
    <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
      {pending
        ? Array.from({ length: SKELETONS }, (_, i) => <div key={i} className="skeleton h-56 !rounded-lg" />)
        : recent.map((each) => <RecentCard key={each.row.id} {...each} />)}
    </div>
  );
}

/** What others and oneself changed last: for those who have no drafts of their own. */
function LatestCards() {
  const { recent, pending } = useRecent();
  if (!pending && recent.length === 0) {
    return (
      <EmptyState icon={<FilePlus2 />} title="Nothing written yet">
        Choose a model on the left and create the first entry.
      </EmptyState>
    );
  }
  return <Cards recent={recent} pending={pending && recent.length === 0} />;
}

function ContinueWriting({ rows, models }: { rows: EntryRow[] | undefined; models: Model[] }) {
  if (!rows) return <Cards recent={[]} pending />;
  const recent = rows.flatMap((row) => {
    const model = models.find((each) => each.apiId === row.model);
    return model ? [{ row, model }] : [];
  });
  return recent.length > 0 ? <Cards recent={recent} pending={false} /> : <LatestCards />;
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h2 className="mb-3 text-base font-semibold tracking-tight">{title}</h2>
      {children}
    </section>
  );
}

/** What is coming up, what went wrong, and what happened. */
function Desk({ home }: { home: Home }) {
  return (
    <>
      <div className="grid gap-x-8 gap-y-10 lg:grid-cols-[2fr_1fr]">
        <Part title="The next seven days">
          <Week upcoming={home.upcoming} />
        </Part>
        <Part title="Needs attention">
          <AttentionList attention={home.needsAttention} />
        </Part>
      </div>
      {home.activity.length > 0 && (
        <Part title="What changed">
          <ul>
            {home.activity.map((event) => (
              <EventLine key={event.id} event={event} />
            ))}
          </ul>
        </Part>
      )}
    </>
  );
}

export default function HomePage() {
  const name = useMe()?.name ?? '';
  const schema = useQuery(schemaQuery).data;
  const home = useQuery(homeQuery);
  const [hour] = useState(() => new Date().getHours());
  const hasModels = schema?.models.some((model) => model.apiId !== ASSET) ?? true;
  return (
    <div className="h-full overflow-auto" tabIndex={-1}>
      <div className="mx-auto max-w-[1040px] px-5 pt-14 pb-16 sm:px-10">
        <h1 id="page-title" tabIndex={-1} className="text-2xl font-semibold tracking-[-0.025em] outline-none">
          {greeting(name, hour)}
        </h1>
        {hasModels ? (
          <div className="mt-9 flex flex-col gap-10">
            <Part title="Pick up where you left off">
              <ContinueWriting rows={home.isError ? [] : home.data?.continueWriting} models={schema?.models ?? []} />
            </Part>
            {home.isError && <Failure error={home.error} onRetry={() => void home.refetch()} />}
            {home.data && <Desk home={home.data} />}
          </div>
        ) : (
          <NoModels />
        )}
      </div>
    </div>
  );
}
