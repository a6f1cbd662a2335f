import { expect, test } from 'vitest';
import { isImplied, withScope } from '@/features/settings/keys/scopes';

test('a wider scope takes the place of those that it holds', () => {
  expect(withScope(['READ', 'PREVIEW'], 'WRITE', true)).toEqual(['WRITE']);
  expect(withScope(['READ'], 'MANAGE', true)).toEqual(['MANAGE']);
});

test('what a chosen scope holds is implied, itself is not', () => {
  expect(isImplied(['WRITE'], 'PREVIEW')).toBe(true);
  expect(isImplied(['WRITE'], 'MANAGE')).toBe(false);
  expect(isImplied(['WRITE'], 'WRITE')).toBe(false);
});

test('the last scope can be taken away, which leaves nothing to send', () => {
  expect(withScope(['READ'], 'READ', false)).toEqual([]);
});
