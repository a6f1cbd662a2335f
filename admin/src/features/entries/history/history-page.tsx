import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { ChevronRight, FileQuestion, History as HistoryIcon, RotateCcw } from 'lucide-react';
import { useCan } from '@/api/can';
import { entryQuery, type Entry } from '@/api/entries';
import { revisionsQuery } from '@/api/history';
import { listName, schemaQuery, type Model } from '@/api/models';
import { useHotkeys } from '@/lib/hotkeys';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { Failure } from '@/ui/failure';
import { Comparison } from './comparison';
import { RevisionList } from './revision-list';
import { chosenOf, sidesOf, type HistorySearch } from './sides';
import { useRestore, type RestoredField } from './use-restore';

const route = getRouteApi('/shell/content/$model/$id/history');

type HeaderProps = { model: Model; entry: Entry; action?: React.ReactNode };

function Header({ model, entry, action }: HeaderProps) {
  const link = 'shrink-0 rounded px-1 py-0.5 font-medium text-fg-2 hover:bg-hover hover:text-fg';
  const arrow = <ChevronRight className="size-3.5 shrink-0 text-fg-3 max-sm:hidden" aria-hidden />;
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line pr-3 pl-4">
      <nav aria-label="Breadcrumb" className="flex min-w-0 flex-1 items-center gap-1 text-sm">
        <Link to={model.builtin ? '/media' : '/content/$model'} params={{ model: model.apiId }} className={`${link} max-sm:hidden`}>
          {model.builtin ? 'Media' : listName(model)}
        </Link>
        {arrow}
        <Link to="/content/$model/$id" params={{ model: model.apiId, id: entry.id }} className={`${link} !shrink truncate`}>
          {entry.title}
        </Link>
        <ChevronRight className="size-3.5 shrink-0 text-fg-3" aria-hidden />
        <h1 id="page-title" tabIndex={-1} className="shrink-0 font-medium outline-none">
          History
        </h1>
      </nav>
      {action}
    </header>
  );
}

/** The keys of the page: other versions, restoring, and back to the entry. */
function useKeys(versions: number[], chosen: number | null, choose: (version: number) => void, back: () => void) {
  const at = versions.indexOf(chosen ?? -1);
  const go = (to: number) => {
    const version = versions[to];
    if (version === undefined) return;
    choose(version);
    document.querySelector(`[data-revision="${version}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const group = 'This history';
  useHotkeys([
    { keys: 'j', label: 'Older version', group, run: () => go(at + 1) },
    { keys: 'k', label: 'Newer version', group, run: () => go(at - 1) },
    { keys: 'e', label: 'Back to the entry', group, run: back },
  ]);
}

function History({ model, entry }: { model: Model; entry: Entry }) {
  const search = route.useSearch();
  const navigate = useNavigate();
  const query = useInfiniteQuery(revisionsQuery(entry.id));
  const revisions = query.data?.pages.flat() ?? [];
  const chosen = chosenOf(search, revisions);
  const sides = sidesOf(chosen, search.with);
  const mayUpdate = useCan('update', entry.createdBy.id);
  const restore = useRestore(model, entry);
  const setSearch = (change: HistorySearch) => {
    void navigate({ to: '.', search: (before: HistorySearch) => ({ ...before, ...change }), replace: true });
  };
  const bringBack = (revision: number, fields?: RestoredField) => {
    // what is replaced becomes a version of its own: the one that was chosen stays chosen
    setSearch({ v: revision, with: search.with });
    restore.mutate({ revision, fields });
  };
  const choose = (v: number) => setSearch({ v, with: search.with === v ? undefined : search.with });
  const back = () => void navigate({ to: '/content/$model/$id', params: { model: model.apiId, id: entry.id } });
  useKeys(revisions.map((revision) => revision.version), chosen, choose, back);

  if (query.isError && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  const action = mayUpdate && chosen !== null && (
    <Button
      variant="primary"
      busy={restore.isPending && restore.variables.fields === undefined}
      onClick={() => bringBack(chosen)}
    >
      <RotateCcw />
      <span>
        Restore <span className="max-sm:sr-only">version</span> {chosen}
      </span>
    </Button>
  );
  return (
    <div className="flex h-full flex-col">
      <Header model={model} entry={entry} action={action} />
      <div className="flex min-h-0 flex-1 max-[860px]:flex-col max-[860px]:overflow-auto">
        <aside
          aria-label="Versions of this entry"
          tabIndex={0}
          className="w-[312px] shrink-0 overflow-auto border-line p-2 -outline-offset-2 max-[860px]:max-h-64 max-[860px]:w-full max-[860px]:border-b min-[861px]:border-r"
        >
          <RevisionList
            entry={entry}
            drafts={model.drafts}
            revisions={revisions}
            chosen={chosen}
            other={search.with}
            onChoose={choose}
          />
          {query.isPending && <div className="skeleton m-2 h-24" />}
          {query.hasNextPage && (
            <Button className="mt-2 w-full" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              Show earlier versions
            </Button>
          )}
        </aside>
        <div className="min-w-0 flex-1 overflow-auto max-[860px]:overflow-visible" tabIndex={-1}>
          <div className="mx-auto max-w-[820px] px-4 pt-5 pb-24 sm:px-8">
            {query.isSuccess && revisions.length === 0 && (
              <EmptyState icon={<HistoryIcon />} title="No earlier versions yet">
                A version is kept with each publish, when somebody else goes on with a draft, and after a pause.
              </EmptyState>
            )}
            {sides && chosen !== null && (
              <Comparison
                id={entry.id}
                sides={sides}
                drafts={model.drafts}
                revisions={revisions}
                chosen={chosen}
                other={search.with}
                onOther={(version) => setSearch({ v: chosen, with: version })}
                restoring={restore.isPending ? (restore.variables.fields?.apiId ?? null) : null}
                onRestore={mayUpdate ? (field) => bringBack(chosen, field) : undefined}
              />
            )}
          </div>
        </div>
      </div>
    </div>
  );
}

/** The versions of an entry: what was written when, by whom, and a way back to it. */
export default function HistoryPage() {
  const { model: apiId, id } = route.useParams();
  const schema = useQuery(schemaQuery);
  const entry = useQuery(entryQuery(id));
  const model = schema.data?.models.find((each) => each.apiId === apiId);
  if (schema.isError) return <Failure error={schema.error} onRetry={() => void schema.refetch()} />;
  if (entry.isError) return <Failure error={entry.error} onRetry={() => void entry.refetch()} />;
  if (schema.isPending || entry.isPending) return null;
  if (!model || !entry.data) {
    return (
      <EmptyState icon={<FileQuestion />} title="This entry does not exist">
        It may have been deleted, or the address is not complete.
      </EmptyState>
    );
  }
  return <History key={id} model={model} entry={entry.data} />;
}
