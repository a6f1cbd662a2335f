import type { ReactElement, ReactNode } from 'react';
import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import { cn } from '@/lib/cn';
import { Kbd } from './kbd';

type MenuProps = {
  trigger: ReactElement<Record<string, unknown>>;
  children: ReactNode;
  align?: 'start' | 'end' | 'center';
  side?: 'bottom' | 'top' | 'right';
  width?: number;
};

export function Menu({ trigger, children, align = 'end', side = 'bottom', width = 208 }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} side={side} sideOffset={5} className="z-50 outline-none">
          <Base.Popup
            className="popup max-h-(--available-height) overflow-auto py-1"
            style={{ minWidth: width }}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

type ItemProps = {
  icon?: ReactNode;
  keys?: string;
  danger?: boolean;
  disabled?: boolean;
  onClick?: () => void;
  children: ReactNode;
};

export function MenuItem({ icon, keys, danger, children, ...rest }: ItemProps) {
  return (
    <Base.Item
      {...rest}
      className={cn('menu-item data-[disabled]:opacity-45 [&_svg]:size-4', danger && 'text-red [&>svg]:!text-red')}
    >
      {icon}
      <span className="flex-1 truncate">{children}</span>
      {keys && <Kbd keys={keys} />}
    </Base.Item>
  );
}

function Tick({ shown }: { shown: boolean }) {
  return (
    <span className="grid size-4 place-items-center">
      {shown && <Check className="size-4 text-accent-fg" strokeWidth={2.5} />}
    </span>
  );
}

type CheckProps = { checked: boolean; onChange: (checked: boolean) => void; disabled?: boolean; children: ReactNode };

export function MenuCheck({ checked, onChange, disabled, children }: CheckProps) {
  return (
    <Base.CheckboxItem
      checked={checked}
      onCheckedChange={onChange}
      disabled={disabled}
      closeOnClick={false}
      className="menu-item data-[disabled]:opacity-45"
    >
      <Tick shown={checked} />
      <span className="flex-1 truncate">{children}</span>
    </Base.CheckboxItem>
  );
}

type RadioProps<T extends string> = { value: T; onChange: (value: T) => void; options: { value: T; label: string }[] };

export function MenuRadio<T extends string>({ value, onChange, options }: RadioProps<T>) {
  return (
    <Base.RadioGroup value={value} onValueChange={(next: T) => onChange(next)}>
      {options.map((option) => (
        <Base.RadioItem key={option.value} value={option.value} closeOnClick={false} className="menu-item">
          <Tick shown={option.value === value} />
          {option.label}
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="my-1 h-px bg-line" />;
}

export function MenuGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-3 pt-1.5 pb-1 text-2xs font-medium text-fg-3">{label}</Base.GroupLabel>
      {children}
    </Base.Group>
  );
}
