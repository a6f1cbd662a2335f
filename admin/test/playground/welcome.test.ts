import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { welcomeQuery } from '@/features/playground/welcome';
import { aField, aModel } from '../samples';

const settings = { ...aModel('siteSettings', []), singleton: true, pluralApiId: null };
const asset = { ...aModel('asset', [aField('fileName', 'TEXT')]), builtin: true };

test('the first query asks a list for plain fields alone', () => {
  const article = aModel('article', [
    aField('title', 'TEXT'),
    aField('body', 'RICH_TEXT'),
    aField('tags', 'TEXT', { list: true }),
    aField('author', 'REFERENCE'),
    aField('views', 'INTEGER'),
  ]);
  const query = welcomeQuery([asset, settings, article]);
  expect(() => parse(query)).not.toThrow();
  expect(query.replace(/#.*/g, '').replace(/\s+/g, ' ').trim()).toBe(
    'query { articles(first: 5) { nodes { id title views } } }',
  );
});

test('a space without lists of its own is asked for its files', () => {
  const query = welcomeQuery([asset, settings]);
  expect(() => parse(query)).not.toThrow();
  expect(query).toContain('assets(first: 5)');
});
