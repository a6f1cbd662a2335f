import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Model } from '@/api/models';
import { cn } from '@/lib/cn';
import { Checkbox } from '@/ui/checkbox';
import { sortField, type Column } from './columns';
import { orderOf } from './filters';
import type { ListSearch } from './search';

type Props = {
  model: Model;
  columns: Column[];
  grid: string;
  search: ListSearch;
  selected: number;
  loaded: number;
  onSort: (field: string, dir: 'asc' | 'desc') => void;
  onSelectAll: (on: boolean) => void;
};

/** The names of the columns; a click sorts. */
export function ListHead({ model, columns, grid, search, selected, loaded, onSort, onSelectAll }: Props) {
  const [[sorted, direction] = ['', 'ASC']] = Object.entries(orderOf(search) ?? {});
  const Arrow = direction === 'ASC' ? ArrowUp : ArrowDown;

  const head = (column: Column) => {
    const field = sortField(model, column);
    const active = field === sorted;
    const first = column.descendingFirst ? 'desc' : 'asc';
    const next = active ? (direction === 'ASC' ? 'desc' : 'asc') : first;
    const order = direction === 'ASC' ? 'ascending' : 'descending';
    return (
      <div role="columnheader" key={column.id} aria-sort={active ? order : 'none'} className="min-w-0 px-2">
        {column.sortable ? (
          <button
            type="button"
            onClick={() => onSort(field, next)}
            className={cn('-mx-1 inline-flex h-6 max-w-full items-center gap-1 rounded px-1 hover:bg-hover hover:text-fg', active && 'text-fg')}
          >
            <span className="truncate">{column.label}</span>
            {active && <Arrow className="size-3 shrink-0" aria-hidden />}
          </button>
        ) : (
          <span className="block truncate">{column.label}</span>
        )}
      </div>
    );
  };

  return (
    <div role="rowgroup" className="sticky top-0 z-10 min-w-max border-y border-line bg-sunken/95 backdrop-blur">
      <div role="row" aria-rowindex={1} className="grid h-8 items-center px-2 text-xs font-medium text-fg-3" style={{ gridTemplateColumns: grid }}>
        <div role="columnheader" className="grid place-items-center">
          <Checkbox
            label="Select all loaded rows"
            checked={selected > 0 && selected >= loaded}
            indeterminate={selected > 0 && selected < loaded}
            onChange={onSelectAll}
          />
        </div>
        {columns.map(head)}
      </div>
    </div>
  );
}
