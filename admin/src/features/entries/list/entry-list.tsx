import { lazy, Suspense, useCallback, useMemo, useRef } from 'react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useCan } from '@/api/can';
import { ASSET, listName, type Model } from '@/api/models';
import { formatNumber } from '@/lib/format';
import { useHotkeys } from '@/lib/hotkeys';
import { useNarrow } from '@/lib/narrow';
import { setPrefs, usePrefs } from '@/lib/prefs';
import { Button } from '@/ui/button';
import { Failure } from '@/ui/failure';
import { PageHeader } from '@/ui/page-header';
import { BulkBar } from './bulk-bar';
import { BulkReport } from './bulk-report';
import { columnsOf, defaultColumns } from './columns';
import { EntryGrid, type GridHandle } from './entry-grid';
import { ArchiveChip } from './archive-chip';
import { knownFilters, listArguments, wordsOf } from './filters';
import { ListEmpty } from './list-empty';
import { ListHead } from './list-head';
import { ListToolbar } from './list-toolbar';
import type { ListSearch } from './search';
import { useBulk, type BulkAction } from './use-bulk';
import { useBulkJob } from './use-bulk-job';
import { useEntryList } from './use-entry-list';
import { canSelectAll, useSelection } from './use-selection';

const FilterBar = lazy(() => import('./filter-bar'));
const route = getRouteApi('/shell/content/$model');

/** The columns that are shown, and their tracks. */
function useColumns(model: Model, locale: string) {
  const narrow = useNarrow();
  const { columns: chosen } = usePrefs();
  const all = useMemo(() => columnsOf(model, locale), [model, locale]);
  const shown = chosen[model.apiId] ?? defaultColumns(model);
  const columns = useMemo(
    () => all.filter((column) => (narrow ? ['title', 'status'].includes(column.id) : shown.includes(column.id))),
    [all, narrow, shown],
  );
  const tracks = columns.map((column) => (narrow && column.id === 'title' ? 'minmax(0,1fr)' : column.width));
  const setShown = (ids: string[]) => setPrefs({ columns: { ...chosen, [model.apiId]: ids } });
  return { all, columns, grid: `${narrow ? 36 : 44}px ${tracks.join(' ')}`, shown, setShown };
}

export function EntryList({ model, locale }: { model: Model; locale: string }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const leave = useNavigate();
  const handle = useRef<GridHandle>(null);
  const { all, columns, grid, shown, setShown } = useColumns(model, locale);
  const { query, rows, total } = useEntryList(model, search);
  const listKey = JSON.stringify(search);
  const selection = useSelection(rows, listKey);
  const bulk = useBulk();
  const job = useBulkJob(selection.clear);
  const mayCreate = useCan('create') && model.apiId !== ASSET;
  const filters = knownFilters(model, search).length;
  const searching = wordsOf(search) !== '';
  const filtered = searching || filters > 0 || search.archived === true;

  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage]);

  const setSearch = useCallback(
    (change: Partial<ListSearch>) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true }),
    [navigate],
  );
  const goTo = (id: string) => void leave({ to: '/content/$model/$id', params: { model: model.apiId, id } });
  const create = () => goTo('new');
  useHotkeys(mayCreate ? [{ keys: 'c', label: `New ${model.name.toLowerCase()}`, group: 'This list', run: create }] : []);

  async function runBulk(action: BulkAction) {
    if (selection.whole) return job.start(action, listArguments(model, search));
    const chosen = rows.filter((row) => selection.ids.has(row.id));
    const refused = await bulk.start(action, chosen);
    selection.keep(refused.map((refusal) => refusal.id));
  }

  const head = (
    <ListHead
      model={model}
      columns={columns}
      grid={grid}
      search={search}
      selected={selection.ids.size}
      loaded={rows.length}
      onSort={(sort, dir) => setSearch({ sort, dir })}
      onSelectAll={(on) => (on ? selection.selectAll() : selection.clear())}
    />
  );
  return (
    <div className="flex h-full flex-col">
      <PageHeader title={listName(model)} note={total !== null && formatNumber(total)}>
        {mayCreate && (
          <Button variant="primary" onClick={create}>
            <Plus />
            New {model.name.toLowerCase()}
          </Button>
        )}
      </PageHeader>
      <ListToolbar
        model={model}
        search={search}
        text={search.q ?? ''}
        onText={(q) => q !== (search.q ?? '') && setSearch({ q: q || undefined })}
        onLeave={() => handle.current?.enter()}
        onAddFilter={(filter) => setSearch({ f: [...(search.f ?? []), filter] })}
        archived={search.archived === true}
        onArchived={(on) => setSearch({ archived: on || undefined })}
        onBestFirst={searching && search.sort ? () => setSearch({ sort: undefined, dir: undefined }) : undefined}
        columns={all}
        shown={shown}
        onShown={setShown}
      />
      {search.archived && <ArchiveChip onLeave={() => setSearch({ archived: undefined })} />}
      {filters > 0 && (
        <Suspense fallback={<div className="h-9" />}>
          <FilterBar model={model} search={search} onChange={(f) => setSearch({ f: f.length > 0 ? f : undefined })} />
        </Suspense>
      )}
      <EntryGrid
        ref={handle}
        listKey={listKey}
        tall={searching}
        label={listName(model)}
        rows={rows}
        pending={query.isPending ? 14 : hasNextPage ? 3 : 0}
        columns={columns}
        grid={grid}
        selection={selection}
        onOpen={(row) => goTo(row.id)}
        onEnd={onEnd}
        head={head}
      >
        {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
        {query.isSuccess && rows.length === 0 && (
          <ListEmpty
            model={model}
            filtered={filtered}
            onClear={() => setSearch({ q: undefined, f: undefined, archived: undefined })}
            onNew={mayCreate ? create : undefined}
          />
        )}
      </EntryGrid>
      {(selection.ids.size > 0 || job.progress) && (
        <BulkBar
          selected={selection.whole && total !== null ? total : selection.ids.size}
          all={canSelectAll(selection, rows.length, total) ? total : null}
          onAll={selection.selectWhole}
          drafts={model.drafts}
          progress={bulk.progress ?? job.progress}
          onCancel={job.progress ? () => void job.cancel() : null}
          onAction={(action) => void runBulk(action)}
          onClear={selection.clear}
        />
      )}
      {bulk.report && <BulkReport report={bulk.report} model={model.apiId} onClose={bulk.closeReport} />}
      {job.report && <BulkReport report={job.report} model={model.apiId} onClose={job.closeReport} />}
    </div>
  );
}
