import type { View } from '@/api/views';
import { isObject, type Json, type JsonObject } from '@/lib/json';
import { same } from '@/lib/same';
import { readListSearch, type ListSearch } from '../list/search';

/** What the address of a list says, as a view keeps it. */
export function toQuery(search: ListSearch): JsonObject {
  const kept = Object.entries(search).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [name: string]: Json };
}

/** What a view puts into the address; what it no longer understands is left out. */
export function searchOf(view: Pick<View, 'query'>): ListSearch {
  return readListSearch(isObject(view.query) ? view.query : {});
}

/** The view that shows just what the address says. */
export function currentView(views: View[], model: string, search: ListSearch): View | undefined {
  return views.find((view) => view.model === model && same(toQuery(searchOf(view)), toQuery(search)));
}

/** Whether the address says anything that is worth a name. */
export function isWorthSaving(search: ListSearch): boolean {
  return Object.keys(toQuery(search)).length > 0;
}
