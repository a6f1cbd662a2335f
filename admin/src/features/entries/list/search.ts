import type { Json } from '@/lib/json';

/** One filter of a list, as the address holds it. */
export type Filter = { field: string; op: string; value: Json };

/** What the address of a list says: words to search for, filters, order, and whether it is that of the archive. */
export type ListSearch = {
  q?: string;
  f?: Filter[];
  sort?: string;
  dir?: 'asc' | 'desc';
  archived?: true;
};

function isFilter(value: unknown): value is Filter {
  if (typeof value !== 'object' || value === null) return false;
  const filter = value as Partial<Filter>;
  return typeof filter.field === 'string' && typeof filter.op === 'string' && filter.value !== undefined;
}

/** Reads the search of an address; what makes no sense is left out. */
export function readListSearch(search: Record<string, unknown>): ListSearch {
  const filters = Array.isArray(search.f) ? search.f.filter(isFilter) : [];
  const text = typeof search.q === 'string' || typeof search.q === 'number' ? String(search.q) : '';
  return {
    q: text || undefined,
    f: filters.length > 0 ? filters : undefined,
    sort: typeof search.sort === 'string' ? search.sort : undefined,
    dir: search.dir === 'asc' || search.dir === 'desc' ? search.dir : undefined,
    archived: search.archived === true ? true : undefined,
  };
}
