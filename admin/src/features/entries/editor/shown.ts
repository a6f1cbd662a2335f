import { useCallback, useSyncExternalStore } from 'react';
import type { Field, Model } from '@/api/models';
import { checkValue } from '@/fields/check';
import { isShown } from '@/fields/condition';
import type { OpenEntry } from './editor-store';
import { EDITS } from './store/entry-store';
import { slotOf } from './store/slots';

/**
 * Whether the condition of a field holds in a locale, where the fields beside it may read through to the default one:
 * what the server may ask for is never hidden.
 */
export function isShownIn(model: Model, store: OpenEntry, field: Field, locale: string, defaultLocale: string): boolean {
  if (!field.visibleWhen) return true;
  const own = (code: string) => (apiId: string) => {
    const beside = model.fields.find((each) => each.apiId === apiId);
    return beside ? (store.value(slotOf(beside, code)) ?? null) : null;
  };
  const [here, byDefault] = [own(locale), own(defaultLocale)];
  return isShown(field.visibleWhen, here) || isShown(field.visibleWhen, (apiId) => here(apiId) ?? byDefault(apiId));
}

/** Whether a field has a row in the form: it is shown, or holds what must be put right. */
export function useHasRow(model: Model, store: OpenEntry, field: Field, locale: string, defaultLocale: string): boolean {
  const subscribe = useCallback((listener: () => void) => store.subscribe(EDITS, listener), [store]);
  return useSyncExternalStore(subscribe, () => {
    const at = field.localized ? locale : defaultLocale;
    if (isShownIn(model, store, field, at, defaultLocale)) return true;
    return checkValue(store.value(slotOf(field, at)), field, false) !== null;
  });
}
