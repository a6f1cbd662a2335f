import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { EntryRow, Highlight } from '@/api/entries';
import { listArguments, orderOf } from '@/features/entries/list/filters';
import { FoundLine, tellingHighlight } from '@/features/entries/list/found-line';
import { readListSearch } from '@/features/entries/list/search';
import { aField, aModel } from '../samples';

const model = aModel('article', [aField('title', 'TEXT'), aField('slug', 'SLUG'), aField('body', 'RICH_TEXT')]);
const title: Highlight = { field: 'title', locale: null, runs: [{ text: 'Fog', found: true }] };
const body: Highlight = {
  field: 'body',
  locale: 'en',
  runs: [
    { text: 'the ', found: false },
    { text: 'fog', found: true },
    { text: ' lifts', found: false },
  ],
};

test('words go to the search, trimmed, and the best come first unless the address says otherwise', () => {
  expect(listArguments(model, { q: ' fog ' })).toEqual({ model: 'article', where: {}, orderBy: null, search: 'fog', archived: undefined });
  expect(orderOf({ q: 'fog', sort: 'title', dir: 'asc' })).toEqual({ title: 'ASC' });
  expect(orderOf({ q: '  ' })).toEqual({ updatedAt: 'DESC' });
});

test('the archive is a list of its own', () => {
  expect(readListSearch({ archived: true }).archived).toBe(true);
  expect(readListSearch({ archived: 'yes' }).archived).toBeUndefined();
  expect(listArguments(model, { archived: true }).archived).toBe(true);
});

test('the line under the title shows what the title does not, else the title', () => {
  const slug: Highlight = { field: 'slug', locale: null, runs: [{ text: 'fog', found: true }] };
  expect(tellingHighlight([title, slug, body], model)).toBe(body);
  expect(tellingHighlight([title, slug], model)).toBe(title);
  expect(tellingHighlight(undefined, model)).toBeUndefined();
});

test('found words are marked, and the field is named', () => {
  const row = { highlights: [title, body] } as EntryRow;
  const { container } = render(<FoundLine row={row} model={model} />);
  expect(screen.getByText('fog').tagName).toBe('MARK');
  expect(container).toHaveTextContent('Body: the fog lifts');
});
