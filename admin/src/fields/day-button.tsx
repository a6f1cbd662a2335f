import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Calendar as CalendarIcon, X } from 'lucide-react';
import { IconButton } from '@/ui/icon-button';
import { Popover } from '@/ui/popover';

const Calendar = lazy(() => import('./calendar'));

type Props = {
  id: string;
  labelId: string;
  name: string;
  text: string | null;
  selected: Date | undefined;
  onSelect: (day: Date) => void;
  onClear: () => void;
  invalid: boolean;
  readOnly: boolean;
  /** What stands below the calendar, gets a way to close it. */
  below?: (close: () => void) => ReactNode;
};

/** A button that shows a day and opens a calendar. */
export function DayButton({ id, labelId, name, text, selected, onSelect, onClear, invalid, readOnly, below }: Props) {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const trigger = (
    <button
      type="button"
      id={id}
      disabled={readOnly}
      aria-labelledby={`${labelId} ${id}`}
      className="flex h-full flex-1 items-center gap-2 px-3 text-left text-base"
    >
      <CalendarIcon className="size-4 text-fg-3" aria-hidden />
      {text ?? <span className="text-fg-3">None</span>}
    </button>
  );
  return (
    <div className="field-box flex h-9 items-center pr-1" data-invalid={invalid || undefined}>
      <Popover label={`Choose ${name}`} open={open} onOpenChange={setOpen} trigger={trigger}>
        <Suspense fallback={<div className="size-72" />}>
          <Calendar
            selected={selected}
            onSelect={(day) => {
              onSelect(day);
              if (!below) close();
            }}
          />
        </Suspense>
        {below?.(close)}
      </Popover>
      {text && !readOnly && (
        <IconButton size="sm" label={`Clear ${name.toLowerCase()}`} onClick={onClear}>
          <X />
        </IconButton>
      )}
    </div>
  );
}
