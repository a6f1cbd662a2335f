import type { Field } from '@/api/models';
import { count } from '@/lib/format';
import type { Json } from '@/lib/json';
import { isEmpty, isList, rulesOf, type Rules } from './kinds';
import { fieldKinds } from './registry';

/** What is said of a required value that is not there. */
export const MISSING = 'Needed before publishing';

function checkText(value: string, rules: Rules): string | null {
  const length = [...value].length;
  if (rules.maxLength !== undefined && length > rules.maxLength) {
    return `${count(length - rules.maxLength, 'character')} too long`;
  }
  if (rules.minLength !== undefined && length < rules.minLength) {
    return `Needs at least ${count(rules.minLength, 'character')}`;
  }
  if (rules.pattern && !matches(value, rules.pattern)) return 'Does not have the form that is asked for';
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

function checkNumber(value: number, rules: Rules): string | null {
  if (rules.min !== undefined && value < rules.min) return `Must be ${rules.min} or more`;
  if (rules.max !== undefined && value > rules.max) return `Must be ${rules.max} or less`;
  return null;
}

function checkItems(items: Json[], rules: Rules): string | null {
  if (rules.minItems !== undefined && items.length < rules.minItems) return `Needs at least ${count(rules.minItems, 'item')}`;
  if (rules.maxItems !== undefined && items.length > rules.maxItems) return `Takes at most ${count(rules.maxItems, 'item')}`;
  return null;
}

function checkOne(value: Json, field: Field): string | null {
  const rules = rulesOf(field);
  if (rules.in && rules.in.length > 0 && !rules.in.includes(String(value))) return `Must be one of ${rules.in.join(', ')}`;
  const broken = typeof value === 'string' ? checkText(value, rules) : typeof value === 'number' ? checkNumber(value, rules) : null;
  if (broken) return rules.message ?? broken;
  return fieldKinds[field.kind].check?.(value, field) ?? null;
}

/** What would stop a value from being published, as far as the browser can tell; null when nothing would. */
export function checkValue(value: Json, field: Field, required = field.required): string | null {
  if (isEmpty(value)) return required ? MISSING : null;
  if (!isList(field) || !Array.isArray(value)) return checkOne(value, field);
  const broken = checkItems(value, rulesOf(field));
  if (broken) return rulesOf(field).message ?? broken;
  for (const item of value) {
    const message = checkOne(item, field);
    if (message) return message;
  }
  return null;
}
