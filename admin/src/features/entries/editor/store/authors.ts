import type { OtherChange } from '@/api/errors';
import type { Model } from '@/api/models';
import type { Author } from './merge';
import { slotOf, type Slot } from './slots';

/** Tells who changed a slot, as a CONFLICT names them; else who changed the entry last. */
export function authorsOf(model: Pick<Model, 'fields'>, changes: OtherChange[], last: string): (slot: Slot) => Author {
  const authors = new Map<Slot, Author>();
  for (const change of changes) {
    const field = model.fields.find((each) => each.apiId === change.field);
    if (field) authors.set(slotOf(field, change.locale ?? ''), { name: change.by.name || last, at: change.at });
  }
  return (slot) => authors.get(slot) ?? { name: last, at: null };
}
