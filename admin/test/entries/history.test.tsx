import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Revision } from '@/api/history';
import { chosenOf, readHistorySearch, sidesOf } from '@/features/entries/history/sides';
import { undoValues } from '@/features/entries/history/undo-values';
import { withoutLongRuns } from '@/features/entries/history/words';
import { WordRuns } from '@/features/entries/history/word-runs';
import { plainText } from '@/lib/plain-text';
import { aField } from '../samples';

const revision = (version: number): Revision => ({
  version,
  createdAt: '2026-03-01T12:00:00Z',
  published: true,
  createdBy: { kind: 'user', id: 'u', name: 'Ada' },
});

test('an address names versions; what is none is left out', () => {
  expect(readHistorySearch({ v: 4, with: 2 })).toEqual({ v: 4, with: 2 });
  expect(readHistorySearch({ v: 'x', with: -1 })).toEqual({ v: undefined, with: undefined });
  expect(readHistorySearch({ v: 1.5 })).toEqual({ v: undefined, with: undefined });
});

test('the newest version is chosen until the address says otherwise', () => {
  expect(chosenOf({}, [revision(7), revision(3)])).toBe(7);
  expect(chosenOf({ v: 3 }, [revision(7)])).toBe(3);
  expect(chosenOf({}, [])).toBeNull();
});

test('the older side comes first, and what is now is the newest', () => {
  expect(sidesOf(null, 3)).toBeNull();
  expect(sidesOf(7, undefined)).toEqual({ from: 7, to: null });
  expect(sidesOf(7, 3)).toEqual({ from: 3, to: 7 });
  expect(sidesOf(3, 7)).toEqual({ from: 3, to: 7 });
  expect(sidesOf(3, 3)).toEqual({ from: 3, to: null });
});

test('undo puts back every field and locale that a restore changed, and nothing else', () => {
  const model = { fields: [aField('title', 'TEXT', { localized: true }), aField('size', 'INTEGER'), aField('tags', 'TEXT', { list: true })] };
  const before = { title: { en: 'Fog' }, size: 3, tags: ['a'] };
  const after = { title: { en: 'Mist', de: 'Nebel' }, size: null, tags: ['a'] };
  expect(undoValues(model, before, after)).toEqual({ title: { en: 'Fog', de: null }, size: 3 });
});

test('the long middle of what stayed is left out, beside a change it is kept', () => {
  const long = `${'a'.repeat(150)} ${'b'.repeat(150)}`;
  const runs = withoutLongRuns([
    { kind: 'SAME', text: long },
    { kind: 'ADDED', text: long },
    { kind: 'SAME', text: long },
  ]);
  expect(runs[0]?.text).toBe(` … ${'b'.repeat(100)}`);
  expect(runs[1]?.text).toBe(long);
  expect(runs[2]?.text).toBe(`${'a'.repeat(100)} … `);
});

test('added and removed words are told without their colours', () => {
  render(
    <WordRuns
      runs={[
        { kind: 'SAME', text: 'It ' },
        { kind: 'REMOVED', text: 'rained' },
        { kind: 'ADDED', text: 'snowed' },
      ]}
    />,
  );
  expect(screen.getByText('rained').tagName).toBe('DEL');
  expect(screen.getByText('snowed').tagName).toBe('INS');
  expect(screen.getByText('rained')).toHaveTextContent('removed: rained');
});

test('values read as plain text', () => {
  expect(plainText(null)).toBe('Nothing');
  expect(plainText(false)).toBe('No');
  const doc = { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Fog' }, { type: 'text', text: 'rises' }] }] };
  expect(plainText(doc)).toBe('Fog rises');
  expect(plainText(12)).toBe('12');
});
