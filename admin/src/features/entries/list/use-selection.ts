import { useRef, useState } from 'react';
import type { EntryRow } from '@/api/entries';

const NONE: ReadonlySet<string> = new Set();

/** Which rows are selected. With shift, all between the last one and this one. */
export function useSelection(rows: EntryRow[], listKey: string) {
  const [state, setState] = useState({ listKey, ids: NONE, whole: false });
  const anchor = useRef(0);
  // another list, or another order, selects nothing
  const ids = state.listKey === listKey ? state.ids : NONE;
  const set = (next: Iterable<string>, whole = false) => setState({ listKey, ids: new Set(next), whole });

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
    /** The whole list is meant, beyond the rows that are loaded. */
    whole: state.whole && state.listKey === listKey,
    toggle,
    clear: () => set([]),
    selectAll: () => set(rows.map((row) => row.id)),
    selectWhole: () => set(rows.map((row) => row.id), true),
    keep: (kept: Iterable<string>) => set(kept),
  };
}

export type Selection = ReturnType<typeof useSelection>;

/** Whether more can be selected than the rows that are loaded: all of those are, and there are more. */
export function canSelectAll(selection: Selection, loaded: number, total: number | null): boolean {
  return !selection.whole && loaded > 0 && selection.ids.size >= loaded && total !== null && total > loaded;
}
