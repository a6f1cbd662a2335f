import type { Model } from '@/api/models';

/** Whether entries of a model read differently in different locales. */
export function hasLocales(model: Model, locales: number): boolean {
  return locales > 1 && model.fields.some((field) => field.localized);
}
