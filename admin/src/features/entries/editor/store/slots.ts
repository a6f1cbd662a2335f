import type { Model } from '@/api/models';
import { isObject, type Json, type JsonObject } from '@/lib/json';

/** What is edited on its own: a field, or a field in one locale ("title@en"). */
export type Slot = string;
export type Slots = Record<Slot, Json>;

type FieldLike = { apiId: string; localized: boolean };

const MARK = '@';

export function slotOf(field: FieldLike, locale: string): Slot {
  return field.localized ? `${field.apiId}${MARK}${locale}` : field.apiId;
}

/** The apiId of the field that a slot belongs to, and its locale if it has one. */
export function partsOf(slot: Slot): { apiId: string; locale: string | null } {
  const [apiId = '', locale = null] = slot.split(MARK);
  return { apiId, locale };
}

/** Takes the values of an entry apart. */
export function toSlots(model: Pick<Model, 'fields'>, values: Json): Slots {
  const slots: Slots = {};
  const given = isObject(values) ? values : {};
  for (const field of model.fields) {
    const value = given[field.apiId] ?? null;
    if (!field.localized) slots[field.apiId] = value;
    else if (isObject(value)) {
      for (const [locale, text] of Object.entries(value)) slots[slotOf(field, locale)] = text;
    }
  }
  return slots;
}

/** Puts slots together as updateEntry takes them: localised fields as objects by locale. */
export function toValues(slots: Slots): JsonObject {
  const values: JsonObject = {};
  for (const [slot, value] of Object.entries(slots)) {
    const { apiId, locale } = partsOf(slot);
    const before = values[apiId];
    values[apiId] = locale === null ? value : { ...(isObject(before) ? before : {}), [locale]: value };
  }
  return values;
}
