import { expect, test } from 'vitest';
import { openEntry } from '@/features/entries/editor/editor-store';
import { toDoList } from '@/features/entries/editor/problems';
import { isShownIn } from '@/features/entries/editor/shown';
import { aField, aModel } from '../samples';

const link = aField('link', 'URL', { required: true, validation: { maxLength: 3 }, visibleWhen: 'kind == "VIDEO"' });
const place = aField('place', 'TEXT', { localized: true, required: true, visibleWhen: 'form == "LIVE"' });
const model = aModel('talk', [aField('kind', 'TEXT'), aField('form', 'TEXT', { localized: true }), link, place]);

function open() {
  return openEntry(model, null, ['en', 'de'], () => {});
}

test('what is hidden is not asked for, but what it holds must be right', () => {
  const store = open();
  expect(toDoList(model, store, ['en', 'de'])).toEqual([]);
  store.set('kind', 'VIDEO');
  expect(toDoList(model, store, ['en', 'de']).map((each) => each.slot)).toEqual(['link']);
  store.set('kind', 'TEXT');
  store.set('link', 'nowhere');
  expect(toDoList(model, store, ['en', 'de']).map((each) => each.slot)).toEqual(['link']);
});

test('a condition on a localised field is asked in each locale', () => {
  const store = open();
  store.set('form@de', 'LIVE');
  expect(isShownIn(model, store, place, 'en', 'en')).toBe(false);
  expect(isShownIn(model, store, place, 'de', 'en')).toBe(true);
  store.set('form@de', null);
  store.set('form@en', 'LIVE');
  expect(isShownIn(model, store, place, 'de', 'en')).toBe(true);
});
