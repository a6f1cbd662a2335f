import type { Problem } from '@/api/errors';
import type { Field } from '@/api/models';
import { checkValue, sentenceOf } from '@/fields/check';
import { rulesOf } from '@/fields/kinds';
import { useEditorContext } from './editor-context';
import { slotOf } from './store/slots';
import { useSlot } from './store/use-store';

/** A field of the open entry in the locale that is shown: its value, and what to say about it. */
export function useFieldState(field: Field) {
  const { store, locale, locales, showAll } = useEditorContext();
  const slot = slotOf(field, locale);
  const state = useSlot(store, slot);
  const isDefault = locale === locales[0];
  const own = checkValue(state.value, field, field.required && (isDefault || !field.localized));
  const fromServer = store.isDirty(slot) ? null : serverMessage(store.entry?.problems ?? [], field.apiId, locale);
  const limit = rulesOf(field).maxLength;
  const tooLong = limit !== undefined && typeof state.value === 'string' && [...state.value].length > limit;
  const shown = state.touched || tooLong || showAll;
  return {
    ...state,
    slot,
    error: shown ? (own ?? fromServer) : null,
    touch: () => store.touch(slot),
    resolve: (take: 'mine' | 'theirs') => store.resolve(slot, take),
  };
}

function serverMessage(problems: Problem[], apiId: string, locale: string): string | null {
  const paths = [apiId, `${apiId}.${locale}`];
  const problem = problems.find((each) => paths.includes(each.path));
  return problem ? sentenceOf(problem) : null;
}
