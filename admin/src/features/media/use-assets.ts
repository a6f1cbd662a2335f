import { useMemo } from 'react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { entriesQuery, titleFilter, type EntryRow } from '@/api/entries';
import { ASSET, useModel, type Model } from '@/api/models';
import type { JsonObject } from '@/lib/json';

/** What the address of the media page says. */
export type MediaSearch = { q?: string; type?: string; asset?: string };

/** The kinds of files that can be told apart, by the beginning of their types. */
export const fileTypes = [
  { value: '', label: 'All files' },
  { value: 'image/', label: 'Pictures' },
  { value: 'video/', label: 'Videos' },
  { value: 'audio/', label: 'Sound' },
  { value: 'application/', label: 'Documents' },
];

const NO_ROWS: EntryRow[] = [];

function whereOf(model: Model | undefined, { q, type }: MediaSearch): JsonObject {
  const conditions = [
    ...(model && q ? [titleFilter(model, q)] : []),
    ...(type ? [{ mimeType: { startsWith: type } }] : []),
  ];
  return conditions.length > 0 ? { and: conditions } : {};
}

/** The files of the space, newest first, page by page. */
export function useAssets(search: MediaSearch) {
  const model = useModel(ASSET);
  const query = useInfiniteQuery({
    ...entriesQuery({ model: ASSET, where: whereOf(model, search), orderBy: [{ createdAt: 'DESC' }] }),
    enabled: model !== undefined,
    placeholderData: keepPreviousData,
  });
  const pages = query.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.nodes) ?? NO_ROWS, [pages]);
  return { query, rows, total: pages?.[0]?.totalCount ?? null };
}
