import type { Field } from '@/api/models';
import { count } from '@/lib/format';
import type { Json } from '@/lib/json';
import { isEmpty, isList, rulesOf, type Rules } from './kinds';
import { fieldKinds } from './registry';

/** What is said of a required value that is not there. */
export const MISSING = 'Needed before publishing';

/** A rule that a value breaks, and what is said of it unless the field has words of its own. */
type Broken = { rule: string; says: string };

function checkText(value: string, rules: Rules): Broken | null {
  const length = [...value].length;
  if (rules.maxLength !== undefined && length > rules.maxLength) {
    return { rule: 'maxLength', says: `${count(length - rules.maxLength, 'character')} too long` };
  }
  if (rules.minLength !== undefined && length < rules.minLength) {
    return { rule: 'minLength', says: `Needs at least ${count(rules.minLength, 'character')}` };
  }
  if (rules.pattern && !matches(value, rules.pattern)) {
    return { rule: 'pattern', says: 'Does not have the form that is asked for' };
  }
  return null;
}

/** Patterns are RE2 on the server; what the browser cannot read is left to it. */
function matches(value: string, pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}

const MOMENTS = ['DATE', 'TIME', 'DATETIME'];

/** Where a value stands among others of its kind; null when that is for the server to say. */
function placeOf(value: Json | undefined, kind: string): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !MOMENTS.includes(kind)) return null;
  const place = Date.parse(kind === 'TIME' ? `1970-01-01T${value}Z` : value);
  return Number.isNaN(place) ? null : place;
}

function checkBounds(value: Json, kind: string, rules: Rules): Broken | null {
  const [place, min, max] = [placeOf(value, kind), placeOf(rules.min, kind), placeOf(rules.max, kind)];
  if (place === null) return null;
  const [more, less] = MOMENTS.includes(kind) ? ['later', 'earlier'] : ['more', 'less'];
  if (min !== null && place < min) return { rule: 'min', says: `Must be ${rules.min} or ${more}` };
  if (max !== null && place > max) return { rule: 'max', says: `Must be ${rules.max} or ${less}` };
  return null;
}

function checkItems(items: Json[], rules: Rules): Broken | null {
  const { minItems, maxItems } = rules;
  if (minItems !== undefined && items.length < minItems) return { rule: 'minItems', says: `Needs at least ${count(minItems, 'item')}` };
  if (maxItems !== undefined && items.length > maxItems) return { rule: 'maxItems', says: `Takes at most ${count(maxItems, 'item')}` };
  return null;
}

function checkIn(value: Json, { in: values }: Rules): Broken | null {
  if (!values || values.length === 0 || values.includes(String(value))) return null;
  return { rule: 'in', says: `Must be one of ${values.join(', ')}` };
}

/** The field's own words for a rule, or else for all of its rules. */
function worded(broken: Broken | null, rules: Rules): string | null {
  return broken && (rules.messages?.[broken.rule] ?? rules.message ?? broken.says);
}

/** What kinds want by themselves, as the server names it. */
const formRules: Partial<Record<Field['kind'], string>> = { SLUG: 'slug', EMAIL: 'email', URL: 'url', COLOR: 'color', ENUM: 'enum' };

/** The rule that a kind has by itself, if it has one. */
export function formRuleOf(kind: Field['kind']): string | undefined {
  return formRules[kind];
}

function checkOne(value: Json, field: Field): string | null {
  const rules = rulesOf(field);
  const isText = typeof value === 'string' && !MOMENTS.includes(field.kind);
  const broken = checkIn(value, rules) ?? (isText ? checkText(value, rules) : checkBounds(value, field.kind, rules));
  if (broken) return worded(broken, rules);
  const wrong = fieldKinds[field.kind].check?.(value, field) ?? null;
  return wrong && (rules.messages?.[formRuleOf(field.kind) ?? ''] ?? wrong);
}

/** What is missing reads the same wherever it was found, unless the field has words of its own. */
export function sentenceOf({ rule, message }: { rule: string; message: string }): string {
  return rule === 'required' && message.endsWith(' is required.') ? MISSING : message;
}

/** What would stop a value from being published, as far as the browser can tell; null when nothing would. */
export function checkValue(value: Json, field: Field, required = field.required): string | null {
  if (isEmpty(value)) return required ? (rulesOf(field).messages?.required ?? MISSING) : null;
  if (!isList(field) || !Array.isArray(value)) return checkOne(value, field);
  const broken = checkItems(value, rulesOf(field));
  if (broken) return worded(broken, rulesOf(field));
  for (const item of value) {
    const message = checkOne(item, field);
    if (message) return message;
  }
  return null;
}
