import { Checkbox as Base } from '@base-ui/react/checkbox';
import { Check, Minus } from 'lucide-react';
import { cn } from '@/lib/cn';

type Props = {
  checked: boolean;
  indeterminate?: boolean;
  onChange: (checked: boolean, event: Event) => void;
  label: string;
  tabIndex?: number;
  disabled?: boolean;
};

export function Checkbox({ checked, indeterminate, onChange, label, tabIndex, disabled }: Props) {
  const filled = checked || indeterminate;
  const Icon = indeterminate ? Minus : Check;
  return (
    <Base.Root
      checked={checked}
      indeterminate={indeterminate}
      disabled={disabled}
      onCheckedChange={(value, details) => onChange(value, details.event)}
      aria-label={label}
      {...(tabIndex !== undefined && { tabIndex })}
      className={cn(
        'grid size-4 shrink-0 place-items-center rounded-[4.5px] border transition-colors data-[disabled]:opacity-45',
        filled ? 'border-accent bg-accent text-on-accent' : 'border-control bg-surface hover:border-fg-3',
      )}
    >
      <Base.Indicator keepMounted={false}>
        <Icon className="size-3" strokeWidth={3.5} />
      </Base.Indicator>
    </Base.Root>
  );
}
