import type { Json } from '@/lib/json';
import { same } from '@/lib/same';
import type { Slot, Slots } from './slots';

/** Who changed a slot, and when, as far as that is known. */
export type Author = { name: string; at: string | null };

/** The same slot changed here and by somebody else. */
export type Clash = { mine: Json; theirs: Json; by?: Author };

export type Merge = {
  draft: Slots;
  /** Slots that took over what somebody else wrote. */
  taken: Slot[];
  clashes: Map<Slot, Clash>;
};

/**
 * Brings together what is written here (draft, over base) and what is on the server by now (theirs). Slots that only one
 * side changed are merged; a slot that both changed to different values is a clash, and keeps what is written here.
 */
export function merge(base: Slots, draft: Slots, theirs: Slots): Merge {
  const merged: Slots = { ...draft };
  const taken: Slot[] = [];
  const clashes = new Map<Slot, Clash>();
  for (const slot of new Set([...Object.keys(base), ...Object.keys(theirs)])) {
    const before = base[slot] ?? null;
    const mine = draft[slot] ?? null;
    const other = theirs[slot] ?? null;
    if (same(other, before) || same(mine, other)) continue;
    if (same(mine, before)) {
      merged[slot] = other;
      taken.push(slot);
    } else {
      clashes.set(slot, { mine, theirs: other });
    }
  }
  return { draft: merged, taken, clashes };
}
