import type { Field } from '@/api/models';
import { useEditing } from '@/fields/editing';
import { Counter } from '@/fields/field-control';
import { ClashNotice } from './clash-notice';
import { inputId } from './jump';
import { useFieldState } from './use-field-state';

/** The title, written as large as it reads. */
export function TitleRow({ field }: { field: Field }) {
  const { readOnly } = useEditing();
  const state = useFieldState(field);
  const id = inputId(state.slot);
  return (
    <div id={`${id}-row`} className="mb-7">
      <label id={`${id}-label`} htmlFor={id} className="sr-only">
        {field.name}
      </label>
      <textarea
        id={id}
        rows={1}
        value={typeof state.value === 'string' ? state.value : ''}
        readOnly={readOnly}
        onChange={(event) => state.set(event.target.value.replaceAll('\n', ' ') || null)}
        onBlur={state.touch}
        onKeyDown={(event) => event.key === 'Enter' && !event.metaKey && !event.ctrlKey && event.preventDefault()}
        placeholder={`Untitled`}
        aria-required={field.required || undefined}
        aria-invalid={state.error ? true : undefined}
        aria-describedby={state.error ? `${id}-note` : undefined}
        className="field-sizing-content block w-full resize-none bg-transparent text-3xl font-[650] tracking-[-0.028em] text-balance outline-none placeholder:text-fg-3"
      />
      <div className="flex gap-3 empty:hidden">
        {state.error && (
          <p id={`${id}-note`} className="flex-1 text-xs font-medium text-red">
            {state.error}
          </p>
        )}
        {state.error && <Counter field={field} value={state.value} />}
      </div>
      {state.clash && (
        <ClashNotice clash={state.clash} mine={state.value} onResolve={state.resolve} />
      )}
    </div>
  );
}
