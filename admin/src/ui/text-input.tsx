import type { ComponentPropsWithRef, ReactNode } from 'react';
import { cn } from '@/lib/cn';

type Props = ComponentPropsWithRef<'input'> & { invalid?: boolean; before?: ReactNode; after?: ReactNode };

/** One line of text in a frame, with room for an icon before it and buttons after it. */
export function TextInput({ invalid, before, after, className, ...rest }: Props) {
  return (
    <div
      className={cn('field-box flex h-9 items-center', before && 'pl-3', after && 'pr-1', className)}
      data-invalid={invalid || undefined}
    >
      {before}
      <input
        {...rest}
        aria-invalid={invalid || undefined}
        className={cn(
          'h-full w-full min-w-0 flex-1 bg-transparent text-base',
          before ? 'pl-2' : 'pl-3',
          after ? 'pr-1' : 'pr-3',
        )}
      />
      {after}
    </div>
  );
}
