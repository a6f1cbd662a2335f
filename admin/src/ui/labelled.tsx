import { useId, type ReactNode } from 'react';

type Control = { id: string; labelId: string; describedBy?: string };
type Props = {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  optional?: boolean;
  children: (control: Control) => ReactNode;
};

/** A form control of the settings with its label, hint and error. */
export function Labelled({ label, hint, error, optional, children }: Props) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div data-invalid={error ? true : undefined}>
      <div className="mb-1.5 flex items-baseline gap-1.5">
        <label id={`${id}-label`} htmlFor={id} className="text-sm font-[550]">
          {label}
        </label>
        {optional && <span className="text-xs text-fg-3">optional</span>}
      </div>
      {children({ id, labelId: `${id}-label`, describedBy: note ? `${id}-note` : undefined })}
      {note && (
        <p id={`${id}-note`} className={error ? 'mt-1.5 text-xs font-medium text-red' : 'mt-1.5 text-xs text-fg-3'}>
          {note}
        </p>
      )}
    </div>
  );
}
