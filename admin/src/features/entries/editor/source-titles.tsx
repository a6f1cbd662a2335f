import { useMemo, type ReactNode } from 'react';
import type { Field, Model } from '@/api/models';
import { TitlesContext } from '@/fields/editing';
import type { Json } from '@/lib/json';
import { useEditorContext } from './editor-context';
import { slotOf } from './store/slots';
import { useSlot } from './store/use-store';

function asText(value: Json): string {
  return typeof value === 'string' ? value : '';
}

/** Lets a slug follow the field that its model names, instead of the title. */
export function SourceTitles({ model, field, children }: { model: Model; field: Field; children: ReactNode }) {
  const source = model.fields.find((each) => each.apiId === field.slugFrom);
  return source ? <Follow source={source}>{children}</Follow> : children;
}

function Follow({ source, children }: { source: Field; children: ReactNode }) {
  const { store, locale, locales } = useEditorContext();
  const here = asText(useSlot(store, slotOf(source, locale)).value);
  const byDefault = asText(useSlot(store, slotOf(source, locales[0] ?? locale)).value);
  const titles = useMemo(() => ({ here, byDefault }), [here, byDefault]);
  return <TitlesContext.Provider value={titles}>{children}</TitlesContext.Provider>;
}
