import { useState } from 'react';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { ImageOff, Search } from 'lucide-react';
import { useCan } from '@/api/can';
import { entriesQuery, summaryQuery, titleFilter, type EntrySummary } from '@/api/entries';
import { ASSET, useModel, type Field } from '@/api/models';
import { useDebounced } from '@/lib/debounced';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { EmptyState } from '@/ui/empty-state';
import { Failure } from '@/ui/failure';
import { TextInput } from '@/ui/text-input';
import { acceptOf, takesAsset } from './asset-filter';
import { AssetTile } from './asset-tile';
import { DropZone } from './drop-zone';
import { UploadButton } from './upload-button';
import { UploadList } from './upload-list';
import { useUploads } from './use-uploads';

type Props = {
  open: boolean;
  onClose: () => void;
  onPick: (asset: EntrySummary) => void;
  /** Whose rules say which files fit. */
  field?: Field;
  chosen?: string[];
};

/** Picks a file of the space, or uploads one. */
export function AssetDialog({ open, onClose, onPick, field, chosen = [] }: Props) {
  const client = useQueryClient();
  const model = useModel(ASSET);
  const mayUpload = useCan('create');
  const [query, setQuery] = useState('');
  const text = useDebounced(query, 200);
  const where = model ? titleFilter(model, text) : {};
  const list = useInfiniteQuery({ ...entriesQuery({ model: ASSET, where, orderBy: [{ createdAt: 'DESC' }] }), enabled: open });
  const assets = (list.data?.pages ?? []).flatMap((page) => page.nodes).filter((entry) => takesAsset(field, entry));

  function pick(entry: EntrySummary) {
    client.setQueryData(summaryQuery(entry.id).queryKey, entry);
    onPick(entry);
    onClose();
  }

  const { uploads, add, dismiss } = useUploads(pick);
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()} title="Choose a file" width={880}>
      <DropZone onFiles={(files) => void add(files)} disabled={!mayUpload} className="flex min-h-[420px] flex-1 flex-col">
        <div className="sticky top-0 z-10 flex gap-2 border-b border-line bg-raised px-5 py-3">
          <TextInput
            autoFocus
            type="search"
            aria-label="Search files by title"
            placeholder="Search by title"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            before={<Search className="size-4 text-fg-3" aria-hidden />}
            className="flex-1"
          />
          {mayUpload && (
            <UploadButton variant="primary" accept={acceptOf(field)} multiple={false} onFiles={(files) => void add(files)} />
          )}
        </div>
        <div className="flex flex-col gap-4 p-5">
          <UploadList uploads={uploads} onDismiss={dismiss} />
          {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
          {list.isSuccess && assets.length === 0 && (
            <EmptyState icon={<ImageOff />} title={text ? 'Nothing matches' : 'No files yet'}>
              {text ? 'Try other words.' : 'Drop a file here, or upload one.'}
            </EmptyState>
          )}
          <ul className="grid grid-cols-2 gap-3 sm:grid-cols-4">
            {list.isPending && Array.from({ length: 8 }, (_, i) => <li key={i} className="skeleton h-36 !rounded-lg" />)}
            {assets.map((entry) => (
              <AssetTile key={entry.id} entry={entry} selected={chosen.includes(entry.id)} onClick={() => pick(entry)} />
            ))}
          </ul>
          {list.hasNextPage && (
            <Button className="self-center" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              Show more
            </Button>
          )}
        </div>
      </DropZone>
    </Dialog>
  );
}
