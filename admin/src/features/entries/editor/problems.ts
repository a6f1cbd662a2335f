import type { Problem } from '@/api/errors';
import type { Model } from '@/api/models';
import { checkValue, sentenceOf } from '@/fields/check';
import type { OpenEntry } from './editor-store';
import { isShownIn } from './shown';
import { partsOf, slotOf, type Slot } from './store/slots';

/** One thing to do before an entry can be published. */
export type ToDo = { slot: Slot; label: string; message: string };

const FIRST_NAME = /^[^.[]+/;

/** The slot that a path of the server belongs to: title, title.de, blocks[2].hero.text. */
export function slotAt(model: Model, path: string, locales: string[], locale: string): Slot | null {
  const apiId = FIRST_NAME.exec(path)?.[0] ?? '';
  const field = model.fields.find((each) => each.apiId === apiId);
  if (!field) return null;
  const next = path.slice(apiId.length + 1).split(/[.[]/)[0] ?? '';
  return slotOf(field, locales.includes(next) ? next : locale);
}

function label(model: Model, slot: Slot, locale: string): string {
  const parts = partsOf(slot);
  const name = model.fields.find((field) => field.apiId === parts.apiId)?.name ?? parts.apiId;
  return parts.locale && parts.locale !== locale ? `${name} (${parts.locale})` : name;
}

/** What the browser finds wrong, in every locale that has values. */
function ownProblems(model: Model, store: OpenEntry, locales: string[]): ToDo[] {
  const fields = model.fields.filter((field) => !field.system);
  return fields.flatMap((field) =>
    (field.localized ? locales : locales.slice(0, 1)).flatMap((locale, i) => {
      const slot = slotOf(field, locale);
      const required = field.required && i === 0 && isShownIn(model, store, field, locale, locales[0] ?? locale);
      const message = checkValue(store.value(slot), field, required);
      return message ? [{ slot, label: label(model, slot, locales[0] ?? ''), message }] : [];
    }),
  );
}

/** What stops the entry from being published: what the browser sees, and what only the server knows. */
export function toDoList(model: Model, store: OpenEntry, locales: string[]): ToDo[] {
  const own = ownProblems(model, store, locales);
  const seen = new Set(own.map((problem) => problem.slot));
  const defaultLocale = locales[0] ?? '';
  const others = (store.entry?.problems ?? []).flatMap((problem) => {
    const slot = slotAt(model, problem.path, locales, defaultLocale);
    if (slot === null || seen.has(slot) || store.isDirty(slot)) return [];
    return [{ slot, label: label(model, slot, defaultLocale), message: sentenceOf(problem) }];
  });
  return [...own, ...others];
}

/** What the server found wrong exactly here, inside of components and blocks. */
export function problemAt(problems: Problem[] | undefined, path: string): string | null {
  const problem = problems?.find((each) => each.path === path);
  return problem ? sentenceOf(problem) : null;
}
