import type { ReactNode } from 'react';
import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import { cn } from '@/lib/cn';

export type SelectOption<T extends string = string> = { value: T; label: string; icon?: ReactNode };

type Props<T extends string> = {
  value: T | null;
  onChange: (value: T) => void;
  options: SelectOption<T>[];
  id?: string;
  label?: string;
  labelledBy?: string;
  describedBy?: string;
  invalid?: boolean;
  disabled?: boolean;
  placeholder?: string;
  small?: boolean;
  className?: string;
};

export function Select<T extends string>(props: Props<T>) {
  const { value, onChange, options, id, placeholder = 'Choose…', small, className } = props;
  const chosen = options.find((option) => option.value === value);
  return (
    <Base.Root
      items={options}
      value={value}
      disabled={props.disabled}
      onValueChange={(next) => next !== null && onChange(next)}
    >
      <Base.Trigger
        id={id}
        aria-label={props.label}
        aria-labelledby={props.labelledBy && `${props.labelledBy} ${id ?? ''}`}
        aria-describedby={props.describedBy}
        aria-invalid={props.invalid || undefined}
        data-invalid={props.invalid || undefined}
        className={cn(
          'field-box flex w-full cursor-default items-center gap-2 text-left select-none data-[popup-open]:border-ring data-[disabled]:opacity-45 [&_svg]:size-4',
          small ? 'h-7 px-2 text-xs' : 'h-9 px-3 text-base',
          className,
        )}
      >
        {chosen?.icon}
        <span className={cn('flex-1 truncate', !chosen && 'text-fg-3')}>{chosen?.label ?? placeholder}</span>
        <ChevronsUpDown className="!size-3.5 text-fg-3" aria-hidden />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={5} alignItemWithTrigger={false} className="z-50 outline-none">
          <Base.Popup className="popup max-h-72 min-w-(--anchor-width) overflow-auto py-1">
            {options.map((option) => (
              <Base.Item key={option.value} value={option.value} className="menu-item [&_svg]:size-4">
                {option.icon}
                <Base.ItemText className="flex-1">{option.label}</Base.ItemText>
                <Base.ItemIndicator>
                  <Check className="size-4 text-accent-fg" strokeWidth={2.5} />
                </Base.ItemIndicator>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
