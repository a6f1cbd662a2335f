import { useRef, useState } from 'react';
import type { EntryRow } from '@/api/entries';

const NONE: ReadonlySet<string> = new Set();

/** Which rows are selected. With shift, all between the last one and this one. */
export function useSelection(rows: EntryRow[], listKey: string) {
  const [state, setState] = useState({ listKey, ids: NONE });
  const anchor = useRef(0);
  // another list, or another order, selects nothing
  const ids = state.listKey === listKey ? state.ids : NONE;
  const set = (next: Iterable<string>) => setState({ listKey, ids: new Set(next) });

  function toggle(at: number, range = false) {
    const row = rows[at];
    if (!row) return;
    if (range) {
      const [from, to] = [Math.min(anchor.current, at), Math.max(anchor.current, at)];
      set([...ids, ...rows.slice(from, to + 1).map((each) => each.id)]);
    } else if (ids.has(row.id)) {
      set([...ids].filter((id) => id !== row.id));
    } else {
      set([...ids, row.id]);
    }
    anchor.current = at;
  }

  return {
    ids,
    toggle,
    clear: () => set([]),
    selectAll: () => set(rows.map((row) => row.id)),
    keep: set,
  };
}

export type Selection = ReturnType<typeof useSelection>;
