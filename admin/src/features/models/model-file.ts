import type { FieldKind } from '@/api/generated/graphql';
import type { Model } from '@/api/models';
import { isList, type Rules } from '@/fields/kinds';
import { isObject, type Json, type JsonObject } from '@/lib/json';

/** A field as model files hold it. */
export type FieldFile = {
  id?: string;
  apiId: string;
  name?: string;
  description?: string;
  kind: FieldKind;
  required?: boolean;
  list?: boolean;
  localized?: boolean;
  unique?: boolean;
  filterable?: boolean;
  system?: boolean;
  default?: Json;
  validation?: Rules;
  visibleWhen?: string;
  slugFrom?: string;
  enum?: { value: string; name?: string }[];
  models?: string[];
  onDelete?: string;
  components?: string[];
};

/** An index on several fields as model files hold it. */
export type IndexFile = { fields: string[] };

/** A model or component as model files hold it. */
export type ModelFile = {
  id?: string;
  apiId: string;
  pluralApiId?: string;
  name?: string;
  description?: string;
  titleField?: string;
  component?: boolean;
  singleton?: boolean;
  drafts?: boolean;
  publicRead?: boolean;
  previewUrl?: string;
  shards?: number;
  fields: FieldFile[];
  indexes?: IndexFile[];
};

export function fileOf(model: Model): ModelFile {
  return isObject(model.source) ? (model.source as unknown as ModelFile) : { apiId: model.apiId, fields: [] };
}

/** A file as the API takes it; what is undefined is left out. */
export function toJson(file: ModelFile): Json {
  return JSON.parse(JSON.stringify(file)) as JsonObject;
}

/** A text of a condition in which a field has another name; strings in it stay as they are. */
function renamedIn(condition: string, from: string, to: string): string {
  return condition.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\w+/g, (word) => (word === from ? to : word));
}

/** The fields beside one that is renamed: what they say of it goes on naming it. */
export function withRenamed(fields: FieldFile[], from: string, to: string): FieldFile[] {
  if (from === to) return fields;
  return fields.map((field) => ({
    ...field,
    slugFrom: field.slugFrom === from ? to : field.slugFrom,
    visibleWhen: field.visibleWhen && renamedIn(field.visibleWhen, from, to),
  }));
}

export function newField(kind: FieldKind): FieldFile {
  return { apiId: '', name: '', kind };
}

/** Kinds whose values can be told apart per locale, be lists, and so on, as far as the builder offers it. */
export const offers = {
  list: (kind: FieldKind) => !['BLOCKS', 'RICH_TEXT', 'BOOLEAN'].includes(kind),
  localized: () => true,
  unique: (field: FieldFile) =>
    ['TEXT', 'SLUG', 'EMAIL', 'URL', 'INTEGER'].includes(field.kind) && !isList({ list: field.list ?? false, kind: field.kind }),
  filterable: (kind: FieldKind) => !['RICH_TEXT', 'JSON', 'LOCATION', 'COMPONENT', 'BLOCKS'].includes(kind),
};

/** Kinds that are filterable unless their field says otherwise. */
export function filterableByDefault(kind: FieldKind): boolean {
  return offers.filterable(kind) && kind !== 'LONG_TEXT';
}
