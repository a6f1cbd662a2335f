import { Check, ToggleLeft } from 'lucide-react';
import { Switch } from '@/ui/switch';
import { useEditing } from './editing';
import type { CellProps, FieldUI, InputProps } from './field-ui';

function BooleanInput({ field, value, onChange, id, labelId }: InputProps) {
  const { readOnly } = useEditing();
  return (
    <div className="flex min-h-12 items-center gap-4 rounded-md border border-line px-3 py-2">
      <div className="min-w-0 flex-1">
        <label id={labelId} htmlFor={id} className="block text-sm font-[550]">
          {field.name}
        </label>
        {field.description && <p className="text-xs text-fg-3">{field.description}</p>}
      </div>
      <Switch id={id} checked={value === true} onChange={onChange} labelledBy={labelId} disabled={readOnly} />
    </div>
  );
}

function BooleanCell({ value }: CellProps) {
  if (value !== true) return <span className="text-fg-3">{value === false ? 'No' : ''}</span>;
  return (
    <span className="flex items-center gap-1.5 text-fg-2">
      <Check className="size-3.5 text-green" aria-hidden />
      Yes
    </span>
  );
}

export const boolean: FieldUI = {
  label: 'Yes or no',
  hint: 'A switch',
  icon: ToggleLeft,
  Input: BooleanInput,
  Cell: BooleanCell,
  labelled: true,
  initial: false,
  operand: 'truth',
  sortable: true,
  rules: [],
};
