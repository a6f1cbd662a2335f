import type { Field } from '@/api/models';
import type { FieldKind } from '@/api/generated/graphql';
import { isObject, type Json } from '@/lib/json';

export type { FieldKind };

/** The names of the rules that narrow values. */
export type RuleName =
  | 'minLength'
  | 'maxLength'
  | 'pattern'
  | 'in'
  | 'min'
  | 'max'
  | 'minItems'
  | 'maxItems'
  | 'mimeTypes'
  | 'maxBytes'
  | 'schema'
  | 'message';

/** The rules of a field, as its `validation` holds them. */
export type Rules = {
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  in?: string[];
  /** A number; of dates, times and moments a text in their form. */
  min?: number | string;
  max?: number | string;
  minItems?: number;
  maxItems?: number;
  mimeTypes?: string[];
  maxBytes?: number;
  schema?: Json;
  message?: string;
  /** What is said of one rule, by its name. */
  messages?: Partial<Record<string, string>>;
};

export function rulesOf(field: Pick<Field, 'validation'>): Rules {
  return isObject(field.validation) ? (field.validation as Rules) : {};
}

/** Whether values of the field are lists. */
export function isList(field: Pick<Field, 'list' | 'kind'>): boolean {
  return field.list || field.kind === 'BLOCKS';
}

/** Whether a value counts as missing. */
export function isEmpty(value: Json | undefined): boolean {
  return value == null || value === '' || (Array.isArray(value) && value.length === 0);
}
