import { useMemo, type ReactNode } from 'react';
import type { Field, Model } from '@/api/models';
import { TitlesContext } from '@/fields/editing';
import type { OpenEntry } from './editor-store';
import { slotOf } from './store/slots';
import { useSlot } from './store/use-store';

/** The field that names the entries of a model, if it is one line of text. */
export function titleFieldOf(model: Model): Field | undefined {
  return model.fields.find((each) => each.apiId === model.titleField && each.kind === 'TEXT' && !each.list && !each.system);
}

/** The title as it is written right now. */
export function useTitle(store: OpenEntry, model: Model, locale: string): string {
  const field = titleFieldOf(model);
  const title = useSlot(store, field ? slotOf(field, locale) : '').value;
  return typeof title === 'string' ? title : '';
}

type Props = { store: OpenEntry; model: Model; locale: string; defaultLocale: string; children: ReactNode };

/** Tells the fields what the entry is called, without rendering all of them at each key. */
export function TitlesProvider({ store, model, locale, defaultLocale, children }: Props) {
  const here = useTitle(store, model, locale);
  const byDefault = useTitle(store, model, defaultLocale);
  const titles = useMemo(() => ({ here, byDefault }), [here, byDefault]);
  return <TitlesContext.Provider value={titles}>{children}</TitlesContext.Provider>;
}
