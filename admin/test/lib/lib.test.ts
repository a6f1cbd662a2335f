import { expect, test } from 'vitest';
import { ago, formatBytes } from '@/lib/format';
import { apiIdOf, humanise, pluralOf, slugify } from '@/lib/names';
import { same } from '@/lib/same';
import { score } from '@/lib/score';

test.each([
  ['Über uns & mehr', 'uber-uns-mehr'],
  ['  Don’t panic! ', 'dont-panic'],
  ['日本 2026', '日本-2026'],
  ['***', ''],
])('the slug of %j', (title, slug) => expect(slugify(title)).toBe(slug));

test.each([
  ['Cover image', 'coverImage'],
  ['SEO title', 'sEOTitle'],
  ['2nd côte', 'ndCote'],
])('the apiId of %j', (name, apiId) => expect(apiIdOf(name)).toBe(apiId));

test.each([
  ['category', 'categories'],
  ['day', 'days'],
  ['box', 'boxes'],
  ['', ''],
])('the plural of %j', (word, plural) => expect(pluralOf(word)).toBe(plural));

test('an apiId reads as words', () => expect(humanise('siteSettings')).toBe('Site settings'));

test.each([
  [{ a: 1, b: [1, { c: null }] }, { b: [1, {}], a: 1 }, true],
  [null, undefined, true],
  [[1, 2], [2, 1], false],
  ['', null, false],
  [{ a: 1 }, [1], false],
])('%j and %j', (a, b, expected) => expect(same(a, b)).toBe(expected));

test('word starts count more than letters somewhere', () => {
  expect(score('Content models', 'cm')).toBeGreaterThan(score('Accommodation', 'cm'));
  expect(score('Media', 'xyz')).toBe(-1);
});

test.each([
  [0, '0 B'],
  [1234, '1.2 KB'],
  [177_000, '177 KB'],
  [999_900, '1.0 MB'],
])('%i bytes', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test('times are told from now', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  expect(ago('2026-11-21T11:59:40Z', now)).toBe('just now');
  expect(ago('2026-11-21T11:57:00Z', now)).toBe('3 min. ago');
  expect(ago('2026-11-18T12:00:00Z', now)).toBe('3 days ago');
});
