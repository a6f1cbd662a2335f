import { useCallback, useSyncExternalStore } from 'react';
import type { Json } from '@/lib/json';
import { EDITS, STATE, type EntryStore, type Stored } from './entry-store';
import type { Slot } from './slots';

/** One slot of a store: its value and what is to be told about it. */
export function useSlot<E extends Stored>(store: EntryStore<E>, slot: Slot) {
  const subscribe = useCallback((listener: () => void) => store.subscribe(slot, listener), [store, slot]);
  return {
    value: useSyncExternalStore(subscribe, () => store.value(slot)),
    clash: useSyncExternalStore(subscribe, () => store.clashes.get(slot)),
    takenFrom: useSyncExternalStore(subscribe, () => store.taken.get(slot)),
    touched: useSyncExternalStore(subscribe, () => store.touched.has(slot)),
    set: useCallback((value: Json) => store.set(slot, value), [store, slot]),
  };
}

/** Renders again when the state of the store as a whole changes; not with every keystroke. */
export function useRevision<E extends Stored>(store: EntryStore<E>): number {
  const subscribe = useCallback((listener: () => void) => store.subscribe(STATE, listener), [store]);
  return useSyncExternalStore(subscribe, () => store.revision);
}

/** Renders again with every change of a value. */
export function useEdits<E extends Stored>(store: EntryStore<E>): number {
  const subscribe = useCallback((listener: () => void) => store.subscribe(EDITS, listener), [store]);
  return useSyncExternalStore(subscribe, () => store.edits);
}
