import { useRef } from 'react';

/**
 * Stable keys for the items of a list that carries none, so that inputs keep their state while items move. Changes that
 * come from elsewhere (undo, a merge) only fit the number of keys.
 */
export function useItemKeys(length: number) {
  const keys = useRef<string[]>([]);
  const next = useRef(0);
  while (keys.current.length < length) keys.current.push(`item-${next.current++}`);
  keys.current.length = length;
  return {
    keys: [...keys.current],
    removeKey: (at: number) => keys.current.splice(at, 1),
    moveKey: (from: number, to: number) => keys.current.splice(to, 0, ...keys.current.splice(from, 1)),
  };
}
