import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isCondition, isShown } from '@/fields/condition';
import { slugify } from '@/lib/names';
import type { Json } from '@/lib/json';

function data<T>(file: string): T {
  return JSON.parse(readFileSync(`../content/field/testdata/${file}`, 'utf8')) as T;
}

const conditions = data<{ values: Record<string, Json>; cases: [string, boolean][]; bad: string[] }>('conditions.json');

test.each(conditions.cases)('%s is %s, as on the server', (text, expected) => {
  expect(isCondition(text)).toBe(true);
  expect(isShown(text, (name) => conditions.values[name] ?? null)).toBe(expected);
});

test.each(conditions.bad)('%j is no condition, and hides nothing', (text) => {
  expect(isCondition(text)).toBe(false);
  expect(isShown(text, () => null)).toBe(true);
});

test('a reference is compared by its id', () => {
  expect(isShown('cover == "a1"', () => ({ id: 'a1' }))).toBe(true);
});

test.each(data<[string, string][]>('slugs.json'))('the slug of %j is %j, as on the server', (text, slug) => {
  expect(slugify(text)).toBe(slug);
});
