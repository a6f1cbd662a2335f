import type { ComponentPropsWithRef } from 'react';

type Props = ComponentPropsWithRef<'textarea'> & { invalid?: boolean };

/** Several lines of text that grow with what is written. */
export function TextArea({ invalid, ...rest }: Props) {
  return (
    <div className="field-box" data-invalid={invalid || undefined}>
      <textarea
        rows={2}
        {...rest}
        aria-invalid={invalid || undefined}
        className="field-sizing-content block max-h-[60vh] min-h-[60px] w-full resize-none bg-transparent px-3 py-2 text-base"
      />
    </div>
  );
}
