import { Suspense, useId } from 'react';
import type { Field } from '@/api/models';
import { cn } from '@/lib/cn';
import type { Json } from '@/lib/json';
import { useEditing } from './editing';
import { rulesOf } from './kinds';
import { ListInput } from './list-input';
import { fieldKinds } from './registry';

type InputFrameProps = {
  field: Field;
  path: string;
  value: Json;
  onChange: (value: Json) => void;
  id: string;
  labelId: string;
  describedBy?: string;
  invalid: boolean;
};

/** The input of a field: of one value, or of a list of them. */
export function FieldInput(props: InputFrameProps) {
  const { field } = props;
  const ui = fieldKinds[field.kind];
  const Input = field.list && field.kind !== 'BLOCKS' ? (ui.ListInput ?? ListInput) : ui.Input;
  return (
    <Suspense fallback={<div className="skeleton h-9 !rounded-md" />}>
      <Input {...props} />
    </Suspense>
  );
}

/** How long a text is, where there is a limit. */
export function Counter({ field, value }: { field: Field; value: Json }) {
  const limit = rulesOf(field).maxLength;
  if (limit === undefined || field.list || field.kind === 'RICH_TEXT') return null;
  const length = typeof value === 'string' ? [...value].length : 0;
  return (
    <span className={cn('text-xs tabular-nums', length > limit ? 'font-medium text-red' : 'text-fg-3')}>
      {length}/{limit}
    </span>
  );
}

type Props = { field: Field; path: string; value: Json; onChange: (value: Json) => void };

/** A field inside a component or block, with its label and what is wrong with it. */
export function FieldControl({ field, path, value, onChange }: Props) {
  const id = useId();
  const { problemAt } = useEditing();
  const problem = problemAt(path);
  const labelled = fieldKinds[field.kind].labelled && !field.list;
  const note = problem ?? (labelled ? null : field.description);
  return (
    <div data-invalid={problem ? true : undefined}>
      {!labelled && (
        <div className="mb-1.5 flex items-baseline gap-1.5">
          <label id={`${id}-label`} htmlFor={id} className="text-sm font-[550]">
            {field.name}
          </label>
          {field.required && <span className="text-xs text-fg-3">required</span>}
          <span className="flex-1" />
          <Counter field={field} value={value} />
        </div>
      )}
      <FieldInput
        field={field}
        path={path}
        value={value}
        onChange={onChange}
        id={id}
        labelId={`${id}-label`}
        describedBy={note ? `${id}-note` : undefined}
        invalid={problem !== null}
      />
      {note && (
        <p id={`${id}-note`} className={cn('mt-1.5 text-xs', problem ? 'font-medium text-red' : 'text-fg-3')}>
          {note}
        </p>
      )}
    </div>
  );
}
