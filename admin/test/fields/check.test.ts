import { expect, test } from 'vitest';
import type { Field } from '@/api/models';
import { checkValue } from '@/fields/check';
import { fieldKinds } from '@/fields/registry';
import type { Json } from '@/lib/json';
import { aField } from '../samples';

type Row = { name: string; field: Field; value: Json; says: string | null };

const rows: Row[] = [
  { name: 'a missing value that is not required', field: aField('t', 'TEXT'), value: null, says: null },
  { name: 'a missing value', field: aField('t', 'TEXT', { required: true }), value: null, says: 'Needed before publishing' },
  { name: 'an empty text', field: aField('t', 'TEXT', { required: true }), value: '', says: 'Needed before publishing' },
  { name: 'an empty list', field: aField('t', 'TEXT', { required: true, list: true }), value: [], says: 'Needed before publishing' },
  { name: 'a long text', field: aField('t', 'TEXT', { validation: { maxLength: 3 } }), value: 'abcde', says: '2 characters too long' },
  { name: 'a text of signs of two units', field: aField('t', 'TEXT', { validation: { maxLength: 2 } }), value: '😀😀', says: null },
  { name: 'a short text', field: aField('t', 'TEXT', { validation: { minLength: 3 } }), value: 'a', says: 'Needs at least 3 characters' },
  { name: 'a pattern', field: aField('t', 'TEXT', { validation: { pattern: '^a+$' } }), value: 'b', says: 'Does not have the form that is asked for' },
  { name: 'a pattern that only the server reads', field: aField('t', 'TEXT', { validation: { pattern: '(?P<x>a)' } }), value: 'b', says: null },
  { name: 'a message of the field', field: aField('t', 'TEXT', { validation: { pattern: '^a+$', message: 'Only a.' } }), value: 'b', says: 'Only a.' },
  { name: 'a small number', field: aField('n', 'INTEGER', { validation: { min: 1 } }), value: 0, says: 'Must be 1 or more' },
  { name: 'a message of one rule', field: aField('t', 'TEXT', { validation: { pattern: '^a+$', message: 'All.', messages: { pattern: 'Only a.' } } }), value: 'b', says: 'Only a.' },
  { name: 'a message of another rule', field: aField('t', 'TEXT', { validation: { minLength: 2, messages: { pattern: 'Only a.' } } }), value: 'b', says: 'Needs at least 2 characters' },
  { name: 'a message of what is missing', field: aField('t', 'TEXT', { required: true, validation: { message: 'All.', messages: { required: 'Who?' } } }), value: null, says: 'Who?' },
  { name: 'a message of the form of a kind', field: aField('e', 'EMAIL', { validation: { messages: { email: 'No.' } } }), value: 'no', says: 'No.' },
  { name: 'an early date', field: aField('d', 'DATE', { validation: { min: '2024-02-29' } }), value: '2024-02-28', says: 'Must be 2024-02-29 or later' },
  { name: 'the first date', field: aField('d', 'DATE', { validation: { min: '2024-02-29', max: '2024-02-29' } }), value: '2024-02-29', says: null },
  { name: 'the last second', field: aField('t', 'TIME', { validation: { max: '17:00' } }), value: '17:00:00', says: null },
  { name: 'a late time', field: aField('t', 'TIME', { validation: { max: '17:00' } }), value: '17:00:01', says: 'Must be 17:00 or earlier' },
  { name: 'a moment in another zone', field: aField('m', 'DATETIME', { validation: { min: '2024-01-01T01:00:00+01:00' } }), value: '2024-01-01T00:00:00Z', says: null },
  { name: 'an early moment', field: aField('m', 'DATETIME', { validation: { min: '2024-01-01T01:00:00+01:00' } }), value: '2023-12-31T23:59:59Z', says: 'Must be 2024-01-01T01:00:00+01:00 or later' },
  { name: 'a number beyond 32 bits', field: aField('n', 'INTEGER'), value: 2 ** 31, says: 'Must fit into 32 bits' },
  { name: 'too many items', field: aField('l', 'TEXT', { list: true, validation: { maxItems: 1 } }), value: ['a', 'b'], says: 'Takes at most 1 item' },
  { name: 'one wrong item', field: aField('l', 'EMAIL', { list: true }), value: ['a@b.c', 'no'], says: 'Must be an address like ada@example.org' },
  { name: 'a slug with parts', field: aField('s', 'SLUG'), value: 'über/uns-2', says: null },
  { name: 'a slug with a space', field: aField('s', 'SLUG'), value: 'no slug', says: 'Use letters and digits, with hyphens between words' },
  { name: 'a colour', field: aField('c', 'COLOR'), value: '#1e90ff', says: null },
  { name: 'no colour', field: aField('c', 'COLOR'), value: 'blue', says: 'Must be a colour like #1e90ff' },
];

test.each(rows)('$name', ({ field, value, says }) => {
  expect(checkValue(value, field)).toBe(says);
});

test('every kind has a name, a hint and an input', () => {
  for (const ui of Object.values(fieldKinds)) {
    expect(ui.label).not.toBe('');
    expect(ui.hint).not.toBe('');
    expect(ui.Input).toBeDefined();
  }
  expect(new Set(Object.values(fieldKinds).map((ui) => ui.label)).size).toBe(20);
});
