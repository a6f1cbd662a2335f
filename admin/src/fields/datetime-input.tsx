import { formatMoment } from '@/lib/format';
import { Button } from '@/ui/button';
import { DayButton } from './day-button';
import { useEditing } from './editing';
import type { InputProps } from './field-ui';

const zone = new Intl.DateTimeFormat('en', { timeZoneName: 'short' })
  .formatToParts(new Date())
  .find((part) => part.type === 'timeZoneName')?.value;

function clockText(moment: Date): string {
  return moment.toTimeString().slice(0, 5);
}

/** The moment on another day, at the same time of the day; 9 o'clock when there was none. */
function onDay(day: Date, before: Date | undefined): Date {
  const moment = new Date(day);
  moment.setHours(before?.getHours() ?? 9, before?.getMinutes() ?? 0, 0, 0);
  return moment;
}

function atClock(clock: string, before: Date | undefined): Date {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  const moment = before ? new Date(before) : new Date();
  moment.setHours(hours, minutes, 0, 0);
  return moment;
}

export default function DateTimeInput({ field, value, onChange, id, labelId, invalid }: InputProps) {
  const { readOnly } = useEditing();
  const moment = typeof value === 'string' ? new Date(value) : undefined;
  const below = (close: () => void) => (
    <div className="flex items-center gap-2 border-t border-line px-4 py-3">
      <input
        type="time"
        aria-label={`Time of ${field.name.toLowerCase()}`}
        value={moment ? clockText(moment) : ''}
        onChange={(event) => event.target.value && onChange(atClock(event.target.value, moment).toISOString())}
        className="field-box h-8 px-2 text-sm"
      />
      <span className="flex-1 text-xs text-fg-3">{zone}</span>
      <Button size="sm" onClick={close}>
        Done
      </Button>
    </div>
  );
  return (
    <DayButton
      id={id}
      labelId={labelId}
      name={field.name}
      text={moment ? `${formatMoment(moment.toISOString())} ${zone ?? ''}` : null}
      selected={moment}
      onSelect={(day) => onChange(onDay(day, moment).toISOString())}
      onClear={() => onChange(null)}
      invalid={invalid}
      readOnly={readOnly}
      below={below}
    />
  );
}
