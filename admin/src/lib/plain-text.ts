import { isObject, type Json } from './json';

/** All texts inside of a value, which is how rich text reads. */
function textIn(value: Json): string {
  if (Array.isArray(value)) return value.map(textIn).filter(Boolean).join(' ');
  if (!isObject(value)) return '';
  if (typeof value.text === 'string') return value.text;
  return textIn(value.content ?? null);
}

/** A value as one reads it: text as it is, yes and no, rich text without its marks, else its JSON. */
export function plainText(value: Json): string {
  if (value === null) return 'Nothing';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return textIn(value) || JSON.stringify(value);
}
