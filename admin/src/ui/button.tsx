import type { ComponentPropsWithRef } from 'react';
import { cn } from '@/lib/cn';

export type ButtonProps = ComponentPropsWithRef<'button'> & {
  variant?: 'primary' | 'outline' | 'ghost' | 'danger';
  size?: 'sm' | 'md' | 'lg';
  /** Square, for an icon alone. */
  square?: boolean;
  busy?: boolean;
};

const variants = {
  primary: 'bg-accent text-on-accent shadow-1 hover:bg-accent-hover',
  outline: 'border border-line-strong bg-surface shadow-1 hover:border-control hover:bg-hover',
  ghost:
    'text-fg-2 hover:bg-hover hover:text-fg aria-expanded:bg-active aria-pressed:bg-active aria-pressed:text-fg',
  danger: 'border border-line-strong bg-surface text-red shadow-1 hover:border-red-dot hover:bg-red-soft',
};

const sizes = {
  sm: 'h-7 px-2 text-xs',
  md: 'h-8 px-3 text-sm',
  lg: 'h-10 px-4 text-base',
};

const squares = { sm: 'size-7', md: 'size-8', lg: 'size-10' };

export function Button(props: ButtonProps) {
  const { variant = 'outline', size = 'md', square, busy, className, disabled, ...rest } = props;
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={cn(
        'inline-flex shrink-0 cursor-default items-center justify-center gap-1.5 rounded-md font-[550] whitespace-nowrap transition-colors duration-100 select-none',
        'disabled:pointer-events-none disabled:opacity-45 aria-disabled:opacity-45 [&_svg]:size-4 [&_svg]:shrink-0',
        square ? squares[size] : sizes[size],
        variants[variant],
        className,
      )}
    />
  );
}
