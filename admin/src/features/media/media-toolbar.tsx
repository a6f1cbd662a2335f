import { useEffect, useRef, useState } from 'react';
import { LayoutGrid, List, Search } from 'lucide-react';
import { useDebounced } from '@/lib/debounced';
import { useHotkeys } from '@/lib/hotkeys';
import { setPrefs, usePrefs } from '@/lib/prefs';
import { IconButton } from '@/ui/icon-button';
import { Kbd } from '@/ui/kbd';
import { Select } from '@/ui/select';
import { fileTypes, type MediaSearch } from './use-assets';

type Props = { search: MediaSearch; onSearch: (change: Partial<MediaSearch>) => void };

/** Search, kind of file, grid or list. */
export function MediaToolbar({ search, onSearch }: Props) {
  const { mediaView } = usePrefs();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(search.q ?? '');
  const settled = useDebounced(typed, 180);
  useEffect(() => {
    if (settled !== (search.q ?? '')) onSearch({ q: settled || undefined });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only what was typed goes into the address
  }, [settled]);
  useHotkeys([{ keys: '/', label: 'Search the files', group: 'This page', run: () => input.current?.focus() }]);
  return (
    <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-1.5 border-b border-line px-3.5 py-1">
      <div className="field-box flex h-7 w-60 max-w-[46vw] items-center gap-2 px-2">
        <Search className="size-3.5 text-fg-3" aria-hidden />
        <input
          ref={input}
          type="search"
          aria-label="Search files by name"
          placeholder="Search by name"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && setTyped('')}
          className="w-full min-w-0 bg-transparent text-sm [&::-webkit-search-cancel-button]:hidden"
        />
        {!typed && <Kbd keys="/" />}
      </div>
      <Select
        small
        label="Kind of file"
        value={search.type ?? ''}
        options={fileTypes}
        onChange={(type) => onSearch({ type: type || undefined })}
        className="!w-32"
      />
      <div className="flex-1" />
      <IconButton size="sm" label="Grid" aria-pressed={mediaView === 'grid'} onClick={() => setPrefs({ mediaView: 'grid' })}>
        <LayoutGrid />
      </IconButton>
      <IconButton size="sm" label="List" aria-pressed={mediaView === 'list'} onClick={() => setPrefs({ mediaView: 'list' })}>
        <List />
      </IconButton>
    </div>
  );
}
