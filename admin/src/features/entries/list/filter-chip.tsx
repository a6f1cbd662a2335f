import { useEffect, useState } from 'react';
import { X } from 'lucide-react';
import { Button } from '@/ui/button';
import { Menu, MenuRadio } from '@/ui/menu';
import { Popover } from '@/ui/popover';
import { FilterText, FilterValue } from './filter-value';
import { isComplete, takesSeveral, type Filterable } from './filters';
import type { Filter } from './search';

type Props = {
  filterable: Filterable;
  filter: Filter;
  onChange: (filter: Filter) => void;
  onRemove: () => void;
};

const partClass =
  'flex items-center border-l border-line px-2 -outline-offset-2 hover:bg-hover hover:text-fg h-full max-w-56';

/** The value that fits after the operator changed. */
function fitting(filter: Filter, op: string): Filter {
  if (op === 'isNull') return { ...filter, op, value: true };
  const wasList = Array.isArray(filter.value);
  if (takesSeveral(op)) return { ...filter, op, value: wasList ? filter.value : [] };
  return { ...filter, op, value: wasList || filter.op === 'isNull' ? '' : filter.value };
}

/** One filter: what, how, and the value; each can be changed in place. */
export function FilterChip({ filterable, filter, onChange, onRemove }: Props) {
  const [open, setOpen] = useState(false);
  const operator = filterable.operators.find((each) => each.op === filter.op);
  const complete = isComplete(filter);

  // a new filter asks for its value, once the menu that made it has handed focus back
  useEffect(() => {
    if (complete) return;
    const timer = setTimeout(() => setOpen(true), 150);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only when it appears
  }, []);

  function onOpenChange(next: boolean) {
    setOpen(next);
    if (!next && !isComplete(filter)) onRemove();
  }

  return (
    <div className="flex h-7 max-w-full items-center overflow-hidden rounded-md border border-line-strong bg-surface text-xs shadow-1">
      <span className="truncate px-2 text-fg-2">{filterable.label}</span>
      <Menu
        align="start"
        width={150}
        trigger={
          <button type="button" className={`${partClass} text-fg-3`} aria-label={`${filterable.label}: ${operator?.label}`}>
            {operator?.label}
          </button>
        }
      >
        <MenuRadio
          value={filter.op}
          onChange={(op) => onChange(fitting(filter, op))}
          options={filterable.operators.map((each) => ({ value: each.op, label: each.label }))}
        />
      </Menu>
      {filter.op !== 'isNull' && (
        <Popover
          label={`Value of ${filterable.label.toLowerCase()}`}
          open={open}
          onOpenChange={onOpenChange}
          trigger={
            <button type="button" className={`${partClass} font-medium`}>
              <span className="truncate">
                {complete ? <FilterText filterable={filterable} filter={filter} /> : 'Choose…'}
              </span>
            </button>
          }
        >
          <FilterValue
            filterable={filterable}
            filter={filter}
            onChange={(value) => onChange({ ...filter, value })}
            onDone={() => onOpenChange(false)}
          />
        </Popover>
      )}
      <Button
        variant="ghost"
        size="sm"
        square
        aria-label={`Remove the filter ${filterable.label}`}
        onClick={onRemove}
        className="!rounded-none border-l border-line -outline-offset-2"
      >
        <X className="!size-3.5" />
      </Button>
    </div>
  );
}
