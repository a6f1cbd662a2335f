import { filterableByDefault, offers, type FieldFile, type IndexFile, type ModelFile } from './model-file';

/** What every entry has, as indexes name it. */
const systemFields = [
  { name: 'createdAt', label: 'Created' },
  { name: 'updatedAt', label: 'Updated' },
  { name: 'publishedAt', label: 'Published' },
  { name: 'firstPublishedAt', label: 'First published' },
  { name: 'status', label: 'Status' },
];

/** How many indexes a model takes, and how many fields an index. */
export const MOST_INDEXES = 10;
export const MOST_FIELDS = 4;

export type IndexPart = { name: string; label: string };

function isIndexable(field: FieldFile): boolean {
  if (field.kind === 'REFERENCE' || field.kind === 'ASSET') return true;
  return offers.filterable(field.kind) && (field.filterable ?? filterableByDefault(field.kind));
}

/** What an index of a model can be made of. */
export function partsFor(file: ModelFile): IndexPart[] {
  const own = file.fields.filter(isIndexable).map((field) => ({ name: field.apiId, label: field.name || field.apiId }));
  return [...own, ...systemFields];
}

/** How a part of an index is called. */
export function labelOf(file: ModelFile, name: string): string {
  return partsFor(file).find((part) => part.name === name)?.label ?? name;
}

/** The indexes when a field has another name: they go on naming it. */
export function renamedIn(indexes: IndexFile[] | undefined, from: string, to: string): IndexFile[] | undefined {
  return indexes?.map((index) => ({ fields: index.fields.map((name) => (name === from ? to : name)) }));
}

/** The indexes without those that hold a field that is gone; nothing when none is left. */
export function withoutField(indexes: IndexFile[] | undefined, gone: string): IndexFile[] | undefined {
  const left = indexes?.filter((index) => !index.fields.includes(gone)) ?? [];
  return left.length > 0 ? left : undefined;
}
