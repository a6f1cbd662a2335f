import { Trash2 } from 'lucide-react';
import { IconButton } from '@/ui/icon-button';
import { Select } from '@/ui/select';
import { SortableItem } from '@/ui/sortable-list';
import { Tag } from '../parts/tag';
import { fallbackChoices, type Locale } from './locales';

const NONE = '';

type Props = {
  locale: Locale;
  all: Locale[];
  isDefault: boolean;
  mayChange: boolean;
  onFallback: (fallback: string | null) => void;
  onRemove: () => void;
};

/** One locale: its place, its fallback, and a button that leaves it out. */
export function LocaleRow({ locale, all, isDefault, mayChange, onFallback, onRemove }: Props) {
  const choices = fallbackChoices(all, locale.code);
  const options = [
    { value: NONE, label: 'No fallback' },
    ...choices.map((each) => ({ value: each.code, label: `Falls back to ${each.name}` })),
  ];
  const value = locale.fallback ?? NONE;
  return (
    <SortableItem
      id={locale.code}
      label={locale.name}
      disabled={!mayChange || all.length < 2}
      className="items-stretch border-b border-line last:border-0"
    >
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-2 py-2 pr-3 pl-2">
        <div className="flex min-w-0 flex-[1_1_180px] items-center gap-2">
          <span className="truncate text-sm font-[550]">{locale.name}</span>
          <code className="font-mono text-xs text-fg-3">{locale.code}</code>
          {isDefault && <Tag tone="blue">Default</Tag>}
        </div>
        {mayChange ? (
          <Select
            small
            className="!w-52"
            label={`Fallback of ${locale.name}`}
            value={value}
            onChange={(code) => onFallback(code === NONE ? null : code)}
            options={options}
          />
        ) : (
          <span className="text-xs text-fg-3">{options.find((option) => option.value === value)?.label}</span>
        )}
        {mayChange && (
          <IconButton
            size="sm"
            label={all.length === 1 ? 'A space needs one locale' : `Leave out ${locale.name}`}
            disabled={all.length === 1}
            onClick={onRemove}
          >
            <Trash2 />
          </IconButton>
        )}
      </div>
    </SortableItem>
  );
}
