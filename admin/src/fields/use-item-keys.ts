import { useState } from 'react';
import { moved, removedAt } from '@/lib/arrays';

/** As many keys as there are items: more are made, surplus ones fall off the end. */
function fitted(keys: string[], length: number): string[] {
  const missing = Math.max(0, length - keys.length);
  return [...keys.slice(0, length), ...Array.from({ length: missing }, () => crypto.randomUUID())];
}

/**
 * Stable keys for the items of a list that carries none, so that inputs keep their state while items move. Changes that
 * come from elsewhere (undo, a merge) only fit the number of keys.
 */
export function useItemKeys(length: number) {
  const [kept, setKept] = useState<string[]>(() => fitted([], length));
  const keys = kept.length === length ? kept : fitted(kept, length);
  if (keys !== kept) setKept(keys);
  return {
    keys,
    removeKey: (at: number) => setKept(removedAt(keys, at)),
    moveKey: (from: number, to: number) => setKept(moved(keys, from, to)),
  };
}
