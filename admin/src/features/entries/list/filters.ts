import type { Direction, ListArguments } from '@/api/entries';
import type { Field, Model } from '@/api/models';
import { statuses } from '@/fields/parts/status-badge';
import type { Operand } from '@/fields/field-ui';
import { fieldKinds } from '@/fields/registry';
import { isObject, type JsonObject } from '@/lib/json';
import type { Filter, ListSearch } from './search';

export type Operator = { op: string; label: string };

/** Something that a list can be filtered by: a field of the model, or what every entry has. */
export type Filterable = {
  id: string;
  label: string;
  operand: Operand;
  operators: Operator[];
  choices: { value: string; label: string }[];
  field?: Field;
};

const empty: Operator = { op: 'isNull', label: 'is empty' };
const equal: Operator[] = [
  { op: 'eq', label: 'is' },
  { op: 'ne', label: 'is not' },
];

const operators: Record<Operand, Operator[]> = {
  text: [{ op: 'contains', label: 'contains' }, { op: 'startsWith', label: 'begins with' }, ...equal, empty],
  number: [
    ...equal,
    { op: 'gt', label: 'is more than' },
    { op: 'gte', label: 'is at least' },
    { op: 'lt', label: 'is less than' },
    { op: 'lte', label: 'is at most' },
    empty,
  ],
  date: [{ op: 'gte', label: 'is from' }, { op: 'lt', label: 'is before' }, { op: 'eq', label: 'is' }, empty],
  time: [{ op: 'gte', label: 'is from' }, { op: 'lt', label: 'is before' }, empty],
  moment: [{ op: 'gte', label: 'is from' }, { op: 'lt', label: 'is before' }, empty],
  choice: [{ op: 'in', label: 'is any of' }, { op: 'notIn', label: 'is none of' }, empty],
  truth: [{ op: 'eq', label: 'is' }],
  entry: [{ op: 'in', label: 'is any of' }, empty],
};

const listOperators: Operator[] = [{ op: 'containsAny', label: 'has any of' }, { op: 'containsAll', label: 'has all of' }, empty];

/** The operators of a filter whose operand is several values. */
export function takesSeveral(op: string): boolean {
  return ['in', 'notIn', 'containsAny', 'containsAll'].includes(op);
}

function operatorsOf(field: Field, operand: Operand): Operator[] {
  if (field.list && operand !== 'entry') return listOperators;
  if (operand === 'text' && !fieldKinds[field.kind].searchable) return [...equal, empty];
  return operators[operand];
}

function ofField(field: Field): Filterable | null {
  const { operand } = fieldKinds[field.kind];
  if (!operand || !field.filterable) return null;
  return {
    id: field.apiId,
    label: field.name,
    operand,
    operators: operatorsOf(field, operand),
    choices: field.enum.map((each) => ({ value: each.value, label: each.name || each.value })),
    field,
  };
}

/** Everything that a list of a model can be filtered by. */
export function filterables(model: Model): Filterable[] {
  const status: Filterable = {
    id: 'status',
    label: 'Status',
    operand: 'choice',
    operators: operators.choice.slice(0, 2),
    choices: (['DRAFT', 'CHANGED', 'PUBLISHED'] as const).map((value) => ({ value, label: statuses[value].label })),
  };
  const moments = [
    { id: 'updatedAt', label: 'Updated' },
    { id: 'createdAt', label: 'Created' },
  ].map((each): Filterable => ({ ...each, operand: 'moment', operators: operators.moment.slice(0, 2), choices: [] }));
  const fields = model.fields.flatMap((field) => ofField(field) ?? []);
  return [...(model.drafts ? [status] : []), ...fields, ...moments];
}

/** Whether a filter says enough to be asked for. */
export function isComplete({ value }: Filter): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== '' && value !== null;
}

function condition(filter: Filter, filterable: Filterable): JsonObject {
  const isId = filterable.operand === 'entry' && filter.op !== 'isNull';
  const test = { [filter.op]: filter.value };
  return { [filter.field]: isId ? { id: test } : test };
}

/** The filters of an address that make sense for a model, with what they filter by. */
export function knownFilters(model: Model, search: ListSearch): { filter: Filter; filterable: Filterable }[] {
  const all = filterables(model);
  return (search.f ?? []).flatMap((filter) => {
    const filterable = all.find((each) => each.id === filter.field);
    return filterable?.operators.some((each) => each.op === filter.op) ? [{ filter, filterable }] : [];
  });
}

/** What the address of a list asks the server for. */
export function listArguments(model: Model, search: ListSearch): ListArguments {
  const conditions = knownFilters(model, search)
    .filter(({ filter }) => isComplete(filter))
    .map(({ filter, filterable }) => condition(filter, filterable));
  const [first] = conditions;
  const where = conditions.length === 1 && isObject(first) ? first : conditions.length > 1 ? { and: conditions } : {};
  const order = orderOf(search);
  return { model: model.apiId, where, orderBy: order && [order], search: wordsOf(search) || undefined, archived: search.archived };
}

/** What is searched for. */
export function wordsOf(search: ListSearch): string {
  return search.q?.trim() ?? '';
}

/** How a list is ordered, unless the address says otherwise: newest changes first; null, the best first, when searching. */
export function orderOf(search: ListSearch): Record<string, Direction> | null {
  if (wordsOf(search) && !search.sort) return null;
  const field = search.sort ?? 'updatedAt';
  const direction = search.dir ?? (search.sort ? 'asc' : 'desc');
  return { [field]: direction === 'asc' ? 'ASC' : 'DESC' };
}
