import type { Revision, Sides } from '@/api/history';

/** What the address of a history says: the version that was chosen, and with which it is compared. */
export type HistorySearch = { v?: number; with?: number };

function version(value: unknown): number | undefined {
  const n = typeof value === 'number' ? value : Number.NaN;
  return Number.isSafeInteger(n) && n > 0 ? n : undefined;
}

/** Reads the address; what makes no sense is left out. */
export function readHistorySearch(search: Record<string, unknown>): HistorySearch {
  return { v: version(search.v), with: version(search.with) };
}

/** The chosen version: that of the address, else the newest. */
export function chosenOf(search: HistorySearch, revisions: Revision[]): number | null {
  return search.v ?? revisions[0]?.version ?? null;
}

/** What is compared: the older one first; what the entry holds now is the newest of all. */
export function sidesOf(chosen: number | null, other: number | undefined): Sides | null {
  if (chosen === null) return null;
  if (other === undefined || other === chosen) return { from: chosen, to: null };
  return { from: Math.min(chosen, other), to: Math.max(chosen, other) };
}
