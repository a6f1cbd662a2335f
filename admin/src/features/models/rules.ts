import { formRuleOf } from '@/fields/check';
import { isList, type FieldKind, type RuleName, type Rules } from '@/fields/kinds';
import { fieldKinds } from '@/fields/registry';
import { offers, type FieldFile } from './model-file';

/** How a rule is typed in. */
export type RuleType = 'number' | 'text' | 'list' | 'json' | 'date' | 'time';

export type RuleLabel = { label: string; hint?: string; type: RuleType };

/** A rule that has a value, besides the message of all. */
export type ValueRule = Exclude<RuleName, 'message'>;

const labels: Record<ValueRule, RuleLabel> = {
  minLength: { label: 'Characters, at least', type: 'number' },
  maxLength: { label: 'Characters, at most', type: 'number' },
  pattern: { label: 'Pattern', hint: 'A regular expression (RE2).', type: 'text' },
  in: { label: 'Only these values', hint: 'With commas between them.', type: 'list' },
  min: { label: 'At least', type: 'number' },
  max: { label: 'At most', type: 'number' },
  minItems: { label: 'Items, at least', type: 'number' },
  maxItems: { label: 'Items, at most', type: 'number' },
  mimeTypes: { label: 'Types of files', hint: 'Like image/*, application/pdf.', type: 'list' },
  maxBytes: { label: 'Bytes, at most', type: 'number' },
  schema: { label: 'JSON Schema', hint: 'Draft 2020-12. Documents are held to it when they are published.', type: 'json' },
};

/** How the ends of kinds that have a place in time are typed in. */
const momentTypes: Partial<Record<FieldKind, Pick<RuleLabel, 'hint' | 'type'>>> = {
  DATE: { type: 'date' },
  TIME: { type: 'time' },
  DATETIME: { type: 'text', hint: 'Like 2026-01-01T00:00:00Z.' },
};

/** How a rule of a field is called and typed in. */
export function labelOf(rule: ValueRule, kind: FieldKind): RuleLabel {
  const moment = rule === 'min' || rule === 'max' ? momentTypes[kind] : undefined;
  return moment ? { label: rule === 'min' ? 'Earliest' : 'Latest', ...moment } : labels[rule];
}

/** The rules that a field can be given. */
export function rulesFor(field: FieldFile): ValueRule[] {
  const rules = fieldKinds[field.kind].rules.filter((rule) => rule !== 'message');
  return isList({ list: field.list ?? false, kind: field.kind }) ? [...rules, 'minItems', 'maxItems'] : rules;
}

/** Rules that are no inputs of their own, and can have messages: by name, with when they are broken. */
export function silentRulesFor(field: FieldFile): { rule: string; when: string }[] {
  const form = formRuleOf(field.kind);
  return [
    ...(field.required ? [{ rule: 'required', when: 'it is missing' }] : []),
    ...(field.unique && offers.unique(field) ? [{ rule: 'unique', when: 'another entry has it' }] : []),
    ...(form ? [{ rule: form, when: `it is no ${fieldKinds[field.kind].label}` }] : []),
  ];
}

/** The rules of a field without those that it cannot have any more, as of a list that is none now. */
export function fittingRules(field: FieldFile): Rules | undefined {
  const fits = new Set<string>(rulesFor(field));
  const speaks = new Set<string>([...fits, ...silentRulesFor(field).map(({ rule }) => rule)]);
  const given = Object.entries(field.validation ?? {}).filter(([name]) => fits.has(name) || name === 'message');
  const messages = Object.entries(field.validation?.messages ?? {}).filter(([name]) => speaks.has(name));
  if (messages.length > 0) given.push(['messages', Object.fromEntries(messages)]);
  return given.length > 0 ? (Object.fromEntries(given) as Rules) : undefined;
}

/** A field of another kind: what does not fit that one is left behind. */
export function withKind(field: FieldFile, kind: FieldKind): FieldFile {
  const { default: _, slugFrom, enum: values, unique, list, filterable, ...rest } = field;
  const next: FieldFile = { ...rest, kind };
  if (kind === 'SLUG' && slugFrom) next.slugFrom = slugFrom;
  if (kind === 'ENUM') next.enum = values ?? [];
  if ((list || field.kind === 'BLOCKS') && offers.list(kind)) next.list = true;
  if (unique && offers.unique(next)) next.unique = unique;
  if (filterable !== undefined && offers.filterable(kind)) next.filterable = filterable;
  next.validation = fittingRules(next);
  return next;
}
