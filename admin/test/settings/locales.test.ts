import { describe, expect, test } from 'vitest';
import {
  canonicalCode,
  codeProblem,
  consequences,
  fallbackChoices,
  isChanged,
  withoutLocale,
  type Locale,
} from '@/features/settings/space/locales';

const en: Locale = { code: 'en', name: 'English', fallback: null };
const de: Locale = { code: 'de', name: 'German', fallback: 'en' };
const at: Locale = { code: 'de-AT', name: 'Austrian German', fallback: 'de' };

describe('the code of a new locale', () => {
  test('is made canonical', () => {
    expect(canonicalCode(' pt-br ')).toBe('pt-BR');
    expect(canonicalCode('no tag')).toBeNull();
    expect(canonicalCode('')).toBeNull();
  });

  test('is refused when it is no tag, or is there already in another spelling', () => {
    expect(codeProblem([en, at], 'english!')).toMatch(/language tag/);
    expect(codeProblem([en, at], 'DE-at')).toBe('The space has the locale de-AT already.');
    expect(codeProblem([en, at], 'de')).toBeNull();
  });
});

test('a locale that goes leaves its fallback to those that fell back to it', () => {
  expect(withoutLocale([en, de, at], 'de')).toEqual([en, { ...at, fallback: 'en' }]);
  expect(withoutLocale([en, de], 'en')).toEqual([{ ...de, fallback: null }]);
});

test('a fallback never leads round in a circle', () => {
  const codes = (all: Locale[], code: string) => fallbackChoices(all, code).map((each) => each.code);
  expect(codes([en, de, at], 'en')).toEqual([]);
  expect(codes([en, de, at], 'de')).toEqual(['en']);
  expect(codes([en, de, at], 'de-AT')).toEqual(['en', 'de']);
});

describe('saving tells before', () => {
  test('what gets out of reach', () => {
    expect(consequences([en, de], [en])).toEqual([expect.stringContaining('Values in German (de) get out of reach')]);
  });

  test('that the default changes', () => {
    expect(consequences([en, de], [de, en])).toEqual([expect.stringContaining('German (de) becomes the default')]);
  });

  test('nothing about what loses nothing', () => {
    expect(consequences([en], [en, de])).toEqual([]);
    expect(consequences([en, de], [en, { ...de, fallback: null }])).toEqual([]);
  });
});

test('the order of locales counts as a change', () => {
  expect(isChanged([en, de], [de, en])).toBe(true);
  expect(isChanged([en, de], [{ ...en }, { ...de }])).toBe(false);
});
