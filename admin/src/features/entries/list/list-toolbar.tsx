import { useEffect, useRef, useState } from 'react';
import { Archive, Columns3, ListFilter, Search } from 'lucide-react';
import { listName, type Model } from '@/api/models';
import { fieldKinds } from '@/fields/registry';
import { useDebounced } from '@/lib/debounced';
import { useHotkeys } from '@/lib/hotkeys';
import { setPrefs, usePrefs, type Density } from '@/lib/prefs';
import { Button } from '@/ui/button';
import { Kbd } from '@/ui/kbd';
import { Menu, MenuCheck, MenuGroup, MenuItem, MenuRadio, MenuSeparator } from '@/ui/menu';
import type { Column } from './columns';
import { filterables, takesSeveral } from './filters';
import type { Filter, ListSearch } from './search';
import { ViewButton } from '../views/view-button';

type SearchProps = { model: Model; text: string; onText: (text: string) => void; onLeave: () => void };

/** Finds words while one types. */
function WordSearch({ model, text, onText, onLeave }: SearchProps) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(text);
  const settled = useDebounced(typed, 180);
  useEffect(() => {
    onText(settled);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only what was typed goes into the address
  }, [settled]);
  useEffect(() => {
    // a saved view, or what clears the search, changes the address; while somebody types, what is typed counts
    if (document.activeElement !== input.current) setTyped(text);
  }, [text]);
  useHotkeys([{ keys: '/', label: 'Search this list', group: 'This list', run: () => input.current?.focus() }]);
  return (
    <div className="field-box flex h-7 w-60 max-w-[46vw] items-center gap-2 px-2">
      <Search className="size-3.5 text-fg-3" aria-hidden />
      <input
        ref={input}
        type="search"
        aria-label={`Search ${listName(model).toLowerCase()}`}
        placeholder="Search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setTyped('');
          if (event.key === 'ArrowDown') onLeave();
        }}
        className="w-full min-w-0 bg-transparent text-sm [&::-webkit-search-cancel-button]:hidden"
      />
      {!typed && <Kbd keys="/" />}
    </div>
  );
}

type FilterProps = {
  model: Model;
  onAdd: (filter: Filter) => void;
  archived: boolean;
  onArchived: (archived: boolean) => void;
};

function AddFilter({ model, onAdd, archived, onArchived }: FilterProps) {
  const trigger = (
    <Button size="sm">
      <ListFilter />
      Filter
    </Button>
  );
  return (
    <Menu trigger={trigger}>
      {filterables(model).map((filterable) => {
        const op = filterable.operators[0]?.op ?? 'eq';
        const Icon = filterable.field ? fieldKinds[filterable.field.kind].icon : ListFilter;
        return (
          <MenuItem
            key={filterable.id}
            icon={<Icon />}
            onClick={() => onAdd({ field: filterable.id, op, value: takesSeveral(op) ? [] : '' })}
          >
            {filterable.label}
          </MenuItem>
        );
      })}
      <MenuSeparator />
      <MenuItem icon={<Archive />} onClick={() => onArchived(!archived)}>
        {archived ? 'Leave the archive' : 'Show the archive'}
      </MenuItem>
    </Menu>
  );
}

const densities: { value: Density; label: string }[] = [
  { value: 'compact', label: 'Compact' },
  { value: 'cosy', label: 'Cosy' },
  { value: 'roomy', label: 'Roomy' },
];

type DisplayProps = { columns: Column[]; shown: string[]; onShown: (ids: string[]) => void };

function DisplayMenu({ columns, shown, onShown }: DisplayProps) {
  const { density } = usePrefs();
  const trigger = (
    <Button size="sm">
      <Columns3 />
      <span className="max-sm:sr-only">Display</span>
    </Button>
  );
  return (
    <Menu trigger={trigger}>
      <MenuGroup label="Row height">
        <MenuRadio value={density} onChange={(next) => setPrefs({ density: next })} options={densities} />
      </MenuGroup>
      <MenuSeparator />
      <MenuGroup label="Columns">
        {columns.map((column) => (
          <MenuCheck
            key={column.id}
            disabled={column.id === 'title'}
            checked={shown.includes(column.id)}
            onChange={(on) => onShown(on ? [...shown, column.id] : shown.filter((id) => id !== column.id))}
          >
            {column.label}
          </MenuCheck>
        ))}
      </MenuGroup>
    </Menu>
  );
}

type Props = SearchProps &
  DisplayProps & {
    search: ListSearch;
    onAddFilter: (filter: Filter) => void;
    archived: boolean;
    onArchived: (archived: boolean) => void;
    /** Orders what was found by relevance again; absent when it is. */
    onBestFirst?: () => void;
  };

/** Search, filters and display options of a list. */
export function ListToolbar(props: Props) {
  const { model, search, text, onText, onLeave, onAddFilter, archived, onArchived, onBestFirst, columns, shown, onShown } = props;
  return (
    <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-1.5 px-3.5 py-1">
      <WordSearch model={model} text={text} onText={onText} onLeave={onLeave} />
      <AddFilter model={model} onAdd={onAddFilter} archived={archived} onArchived={onArchived} />
      {onBestFirst && (
        <Button size="sm" variant="ghost" onClick={onBestFirst}>
          Best first
        </Button>
      )}
      <ViewButton model={model} search={search} />
      <div className="flex-1" />
      <DisplayMenu columns={columns} shown={shown} onShown={onShown} />
    </div>
  );
}
