import { useMemo } from 'react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { entriesQuery, type EntryRow } from '@/api/entries';
import type { Model } from '@/api/models';
import { listArguments } from './filters';
import type { ListSearch } from './search';

const NO_ROWS: EntryRow[] = [];

/** The rows of a list, loaded page by page, and how many there are in all. */
export function useEntryList(model: Model, search: ListSearch) {
  const query = useInfiniteQuery({
    ...entriesQuery(listArguments(model, search)),
    placeholderData: keepPreviousData,
  });
  const pages = query.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.nodes) ?? NO_ROWS, [pages]);
  return { query, rows, total: pages?.[0]?.totalCount ?? null };
}
