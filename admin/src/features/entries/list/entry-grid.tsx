import {
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
} from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { EntryRow } from '@/api/entries';
import { useHotkeys } from '@/lib/hotkeys';
import { usePrefs } from '@/lib/prefs';
import type { Column } from './columns';
import { ListRow, type RowActions } from './list-row';
import type { Selection } from './use-selection';

const heights = { compact: 34, cosy: 42, roomy: 54 };
const PAGE_STEP = 12;
/** What the line with the words that were found adds to a row. */
const FOUND_LINE = 20;
/** How many rows before the end the next page is asked for. */
const AHEAD = 20;

export type GridHandle = { enter: () => void };

type Props = {
  ref?: Ref<GridHandle>;
  label: string;
  /** Which list this is: another one begins at its top. */
  listKey: string;
  /** Rows have a second line, with what a search found. */
  tall: boolean;
  rows: EntryRow[];
  /** Rows that stand for those which are still to come. */
  pending: number;
  columns: Column[];
  grid: string;
  selection: Selection;
  onOpen: (row: EntryRow) => void;
  onEnd: () => void;
  head: ReactNode;
  /** What is shown instead of rows, or below them. */
  children?: ReactNode;
};

/** The rows of a list. Only those in view exist; arrows move, space selects, Enter opens. */
export function EntryGrid(props: Props) {
  const { rows, pending, columns, grid, selection, onOpen, onEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState(0);
  const height = heights[usePrefs().density] + (props.tall ? FOUND_LINE : 0);
  const length = rows.length + pending;
  const current = Math.max(0, Math.min(wanted, rows.length - 1));

  const virtualizer = useVirtualizer({
    count: length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 10,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, height]);
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
    setWanted(0);
  }, [props.listKey]);

  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (pending > 0 && last >= rows.length - AHEAD) onEnd();
  }, [last, rows.length, pending, onEnd]);

  function move(to: number) {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    setWanted(next);
    virtualizer.scrollToIndex(next, { align: 'auto' });
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus({ preventScroll: true });
    });
  }

  const latest = useRef({ rows, selection, onOpen });
  useEffect(() => {
    latest.current = { rows, selection, onOpen };
  });
  const actions = useMemo<RowActions>(
    () => ({
      open: (at) => {
        const row = latest.current.rows[at];
        if (row) latest.current.onOpen(row);
      },
      toggle: (at, range) => latest.current.selection.toggle(at, range),
      focus: setWanted,
    }),
    [],
  );

  useImperativeHandle(props.ref, () => ({ enter: () => move(current) }));
  useHotkeys([
    { keys: 'j', label: 'Next row', group: 'This list', run: () => move(current + 1) },
    { keys: 'k', label: 'Previous row', group: 'This list', run: () => move(current - 1) },
    { keys: 'x', label: 'Select the row', group: 'This list', run: () => selection.toggle(current) },
    { keys: 'esc', label: 'Clear the selection', group: 'This list', run: selection.clear },
  ]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLButtonElement) return;
    const steps: Record<string, () => void> = {
      ArrowDown: () => move(current + 1),
      ArrowUp: () => move(current - 1),
      PageDown: () => move(current + PAGE_STEP),
      PageUp: () => move(current - PAGE_STEP),
      Home: () => move(0),
      End: () => move(rows.length - 1),
      Enter: () => actions.open(current),
      ' ': () => selection.toggle(current, event.shiftKey),
    };
    const isAll = event.key === 'a' && (event.metaKey || event.ctrlKey);
    const step = isAll ? selection.selectAll : event.metaKey || event.ctrlKey ? undefined : steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  }

  return (
    <div ref={scroller} className="relative min-h-0 flex-1 overflow-auto">
      <div
        role="grid"
        aria-label={props.label}
        aria-rowcount={length + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable="true"
        onKeyDown={onKeyDown}
        className="min-w-max"
      >
        {props.head}
        {length > 0 && (
          <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
            {items.map((item) => {
              const row = rows[item.index];
              return (
                <ListRow
                  key={item.key}
                  at={item.index}
                  top={item.start}
                  height={height}
                  row={row}
                  selected={row !== undefined && selection.ids.has(row.id)}
                  current={item.index === current}
                  columns={columns}
                  grid={grid}
                  actions={actions}
                />
              );
            })}
          </div>
        )}
      </div>
      {props.children}
    </div>
  );
}
