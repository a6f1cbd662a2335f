import { Switch as Base } from '@base-ui/react/switch';
import { cn } from '@/lib/cn';

type Props = {
  checked: boolean;
  onChange: (checked: boolean) => void;
  id?: string;
  labelledBy?: string;
  label?: string;
  disabled?: boolean;
};

export function Switch({ checked, onChange, id, labelledBy, label, disabled }: Props) {
  return (
    <Base.Root
      id={id}
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      aria-labelledby={labelledBy}
      aria-label={label}
      className={cn(
        'relative h-5 w-[34px] shrink-0 rounded-full transition-colors duration-150 data-[disabled]:opacity-45',
        checked ? 'bg-accent' : 'bg-control',
      )}
    >
      <Base.Thumb className="block size-4 translate-x-0.5 rounded-full bg-white shadow-1 transition-transform duration-150 data-[checked]:translate-x-4" />
    </Base.Root>
  );
}
