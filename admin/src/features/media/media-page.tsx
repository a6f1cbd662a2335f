import { useCallback, useEffect } from 'react';
import { getRouteApi } from '@tanstack/react-router';
import { ImagePlus } from 'lucide-react';
import { useCan } from '@/api/can';
import { AssetTile } from '@/fields/asset/asset-tile';
import { DropZone } from '@/fields/asset/drop-zone';
import { UploadButton } from '@/fields/asset/upload-button';
import { UploadList } from '@/fields/asset/upload-list';
import { useUploads } from '@/fields/asset/use-uploads';
import { formatNumber } from '@/lib/format';
import { useHotkeys } from '@/lib/hotkeys';
import { usePrefs } from '@/lib/prefs';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { Failure } from '@/ui/failure';
import { PageHeader } from '@/ui/page-header';
import { AssetPanel } from './asset-panel';
import { AssetTable } from './asset-table';
import { MediaToolbar } from './media-toolbar';
import { useAssets, type MediaSearch } from './use-assets';

const route = getRouteApi('/shell/media');

/** Files that are pasted anywhere on the page. */
function usePastedFiles(onFiles: (files: File[]) => void, enabled: boolean) {
  useEffect(() => {
    if (!enabled) return;
    const onPaste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length > 0) onFiles(files);
    };
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, [onFiles, enabled]);
}

export default function MediaPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { mediaView } = usePrefs();
  const mayUpload = useCan('create');
  const { query, rows, total } = useAssets(search);

  const setSearch = useCallback(
    (change: Partial<MediaSearch>) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true }),
    [navigate],
  );
  const { uploads, add, dismiss } = useUploads();
  const upload = useCallback((files: File[]) => void add(files), [add]);
  usePastedFiles(upload, mayUpload);
  useHotkeys([{ keys: 'esc', label: 'Close the file', group: 'This page', run: () => setSearch({ asset: undefined }) }]);

  const filtered = Boolean(search.q ?? search.type);
  const tiles = (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(168px,1fr))] gap-4">
      {rows.map((row) => (
        <AssetTile
          key={row.id}
          entry={row}
          selected={row.id === search.asset}
          onClick={() => setSearch({ asset: row.id })}
        />
      ))}
    </ul>
  );
  const table = <AssetTable rows={rows} chosen={search.asset} onChoose={(asset) => setSearch({ asset })} />;
  return (
    <div className="flex h-full flex-col">
      <PageHeader title="Media" note={total !== null && formatNumber(total)}>
        {mayUpload && <UploadButton variant="primary" onFiles={upload} />}
      </PageHeader>
      <MediaToolbar search={search} onSearch={setSearch} />
      <div className="relative flex min-h-0 flex-1">
        <DropZone onFiles={upload} disabled={!mayUpload} className="min-w-0 flex-1 overflow-auto">
          <div className="flex flex-col gap-5 p-4">
            <UploadList uploads={uploads} onDismiss={dismiss} />
            {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
            {query.isSuccess && rows.length === 0 && (
              <EmptyState icon={<ImagePlus />} title={filtered ? 'Nothing matches' : 'No files yet'}>
                {filtered ? 'Try other words, or all kinds of files.' : 'Drop files here, paste them, or upload them.'}
              </EmptyState>
            )}
            {query.isPending && <div className="skeleton h-96 !rounded-lg" />}
            {mediaView === 'grid' ? tiles : table}
            {query.hasNextPage && (
              <Button className="self-center" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                Show more
              </Button>
            )}
          </div>
        </DropZone>
        {search.asset && <AssetPanel id={search.asset} onClose={() => setSearch({ asset: undefined })} />}
      </div>
    </div>
  );
}
