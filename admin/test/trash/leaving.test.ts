import { expect, test } from 'vitest';
import { isSoon, leaving } from '@/features/trash/leaving';

const now = Date.parse('2026-03-01T12:00:00Z');

test.each([
  ['2026-03-31T12:00:00Z', 'Goes for good in 30 days'],
  ['2026-03-02T12:00:00Z', 'Goes for good in 1 day'],
  ['2026-03-02T09:00:00Z', 'Goes for good in 21 hours'],
  ['2026-03-01T12:40:00Z', 'Goes for good within the hour'],
  ['2026-03-01T11:59:00Z', 'Goes for good any moment'],
])('what is purged at %s: %s', (purgeAt, sentence) => {
  expect(leaving(purgeAt, now)).toBe(sentence);
});

test('three days before the end are soon', () => {
  expect(isSoon('2026-03-04T11:00:00Z', now)).toBe(true);
  expect(isSoon('2026-03-05T12:00:00Z', now)).toBe(false);
});
