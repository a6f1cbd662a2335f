import { describe, expect, test } from 'vitest';
import type { Model } from '@/api/models';
import { filterables, listArguments } from '@/features/entries/list/filters';
import { readListSearch } from '@/features/entries/list/search';
import { aField, aModel } from '../samples';

const model: Model = aModel('article', [
  aField('title', 'TEXT'),
  aField('views', 'INTEGER'),
  aField('tags', 'TEXT', { list: true }),
  aField('author', 'REFERENCE', { models: ['author'] }),
  aField('body', 'RICH_TEXT', { filterable: false }),
]);

describe('the address', () => {
  test('keeps what makes sense and drops the rest', () => {
    const search = readListSearch({
      q: 42,
      f: [{ field: 'views', op: 'gt', value: 3 }, { field: 'broken' }, 'nonsense', null],
      sort: 'views',
      dir: 'sideways',
      other: true,
    });
    expect(search).toEqual({ q: '42', f: [{ field: 'views', op: 'gt', value: 3 }], sort: 'views', dir: undefined });
  });

  test('is empty for an empty search', () => {
    expect(Object.values(readListSearch({ f: [], q: '' })).filter((value) => value !== undefined)).toEqual([]);
  });
});

describe('what the server is asked', () => {
  const rows: { name: string; search: Record<string, unknown>; where: unknown }[] = [
    { name: 'nothing', search: {}, where: {} },
    { name: 'words are no filter', search: { q: ' sea ' }, where: {} },
    {
      name: 'one filter',
      search: { f: [{ field: 'views', op: 'gte', value: 10 }] },
      where: { views: { gte: 10 } },
    },
    {
      name: 'several conditions',
      search: { f: [{ field: 'views', op: 'gt', value: 1 }, { field: 'status', op: 'in', value: ['DRAFT'] }] },
      where: { and: [{ views: { gt: 1 } }, { status: { in: ['DRAFT'] } }] },
    },
    {
      name: 'references by their ids',
      search: { f: [{ field: 'author', op: 'in', value: ['a1'] }] },
      where: { author: { id: { in: ['a1'] } } },
    },
    {
      name: 'references that are empty',
      search: { f: [{ field: 'author', op: 'isNull', value: true }] },
      where: { author: { isNull: true } },
    },
    {
      name: 'lists by their operators',
      search: { f: [{ field: 'tags', op: 'containsAny', value: ['go'] }] },
      where: { tags: { containsAny: ['go'] } },
    },
    { name: 'no half-written filter', search: { f: [{ field: 'views', op: 'gt', value: '' }] }, where: {} },
    { name: 'no filter by an unknown field', search: { f: [{ field: 'gone', op: 'eq', value: 1 }] }, where: {} },
    { name: 'no operator that the field lacks', search: { f: [{ field: 'views', op: 'contains', value: 1 }] }, where: {} },
  ];
  test.each(rows)('$name', ({ search, where }) => {
    expect(listArguments(model, readListSearch(search)).where).toEqual(where);
  });

  test('newest changes first, unless the address says otherwise', () => {
    expect(listArguments(model, {}).orderBy).toEqual([{ updatedAt: 'DESC' }]);
    expect(listArguments(model, { sort: 'title' }).orderBy).toEqual([{ title: 'ASC' }]);
    expect(listArguments(model, { sort: 'views', dir: 'desc' }).orderBy).toEqual([{ views: 'DESC' }]);
  });
});

test('fields that cannot be filtered by are not offered', () => {
  expect(filterables(model).map((each) => each.id)).toEqual(['status', 'title', 'views', 'tags', 'author', 'updatedAt', 'createdAt']);
});
