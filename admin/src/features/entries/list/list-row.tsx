import { memo, type MouseEvent } from 'react';
import type { EntryRow } from '@/api/entries';
import { cn } from '@/lib/cn';
import { Checkbox } from '@/ui/checkbox';
import type { Column } from './columns';

/** What a row calls; stable, so that rows render only when they change. */
export type RowActions = {
  open: (at: number) => void;
  toggle: (at: number, range: boolean) => void;
  focus: (at: number) => void;
};

type Props = {
  at: number;
  top: number;
  height: number;
  row: EntryRow | undefined;
  selected: boolean;
  current: boolean;
  columns: Column[];
  grid: string;
  actions: RowActions;
};

/** Widths of the lines that stand in for text, so that they look like text. */
function lineWidth(at: number): string {
  return `${28 + ((at * 37) % 30)}%`;
}

export const ListRow = memo(function ListRow(props: Props) {
  const { at, row, selected, columns, actions } = props;

  function onClick(event: MouseEvent<HTMLDivElement>) {
    if (event.target instanceof Element && event.target.closest('button, [role="checkbox"], a')) return;
    if (event.shiftKey || event.metaKey || event.ctrlKey) actions.toggle(at, event.shiftKey);
    else actions.open(at);
  }

  return (
    <div
      role="row"
      data-row={at}
      aria-rowindex={at + 2}
      aria-selected={selected}
      tabIndex={props.current ? 0 : -1}
      onFocus={(event) => event.target === event.currentTarget && actions.focus(at)}
      onClick={onClick}
      className={cn(
        'absolute inset-x-0 grid items-center border-b border-line px-2 text-sm -outline-offset-2 [contain:strict]',
        selected ? 'bg-accent-soft' : 'hover:bg-hover',
      )}
      style={{ gridTemplateColumns: props.grid, height: props.height, transform: `translateY(${props.top}px)` }}
    >
      {row ? (
        <>
          <div role="gridcell" className="grid place-items-center">
            <Checkbox
              tabIndex={-1}
              label={`Select ${row.title}`}
              checked={selected}
              onChange={(_on, event) => actions.toggle(at, event instanceof globalThis.MouseEvent && event.shiftKey)}
            />
          </div>
          {columns.map((column) => (
            <div role="gridcell" key={column.id} className="flex min-w-0 items-center px-2">
              {column.cell(row)}
            </div>
          ))}
        </>
      ) : (
        <div role="gridcell" aria-label="Loading" className="col-span-full px-3">
          <span className="skeleton block h-3" style={{ width: lineWidth(at) }} />
        </div>
      )}
    </div>
  );
});
