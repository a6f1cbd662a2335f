import { expect, test } from 'vitest';
import { slotAt } from '@/features/entries/editor/problems';
import { toSlots, toValues } from '@/features/entries/editor/store/slots';
import { aField, aModel } from '../samples';

const model = aModel('article', [
  aField('title', 'TEXT', { localized: true }),
  aField('blocks', 'BLOCKS'),
  aField('seo', 'COMPONENT', { localized: true }),
]);

test.each([
  ['title', 'title@en'],
  ['title.de', 'title@de'],
  ['blocks[2].hero.text', 'blocks'],
  ['seo.de.description', 'seo@de'],
  ['seo.description', 'seo@en'],
  ['nowhere', null],
])('%s belongs to %s', (path, slot) => {
  expect(slotAt(model, path, ['en', 'de'], 'en')).toBe(slot);
});

test('values are taken apart by locale and put together again', () => {
  const values = { title: { en: 'A', de: 'B' }, blocks: [], seo: null };
  const slots = toSlots(model, values);
  expect(slots).toEqual({ 'title@en': 'A', 'title@de': 'B', blocks: [] });
  expect(toValues(slots)).toEqual({ title: { en: 'A', de: 'B' }, blocks: [] });
});
