import { useId, type ReactNode } from 'react';
import { Switch } from './switch';

type Props = {
  label: string;
  hint?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
};

/** A switch with what it does beside it. */
export function SwitchRow({ label, hint, checked, onChange, disabled }: Props) {
  const id = useId();
  return (
    <div className="flex items-start gap-4 py-2">
      <div className="min-w-0 flex-1">
        <span id={id} className="block text-sm font-[550]">
          {label}
        </span>
        {hint && <span className="block text-xs text-fg-3">{hint}</span>}
      </div>
      <Switch checked={checked} onChange={onChange} labelledBy={id} disabled={disabled} />
    </div>
  );
}
