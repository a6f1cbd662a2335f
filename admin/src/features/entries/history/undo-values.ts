import type { Entry } from '@/api/entries';
import type { Model } from '@/api/models';
import type { JsonObject } from '@/lib/json';
import { same } from '@/lib/same';
import { toSlots, toValues } from '../editor/store/slots';

/** The patch that makes an entry read as it did before: every field, and every locale of it, that differs. */
export function undoValues(model: Pick<Model, 'fields'>, before: Entry['values'], after: Entry['values']): JsonObject {
  const fields = model.fields.filter((field) => !field.system);
  const [old, now] = [toSlots({ fields }, before), toSlots({ fields }, after)];
  const slots = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((slot) => !same(old[slot], now[slot]));
  return toValues(Object.fromEntries(slots.map((slot) => [slot, old[slot] ?? null])));
}
