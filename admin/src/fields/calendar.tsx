import { DayPicker } from 'react-day-picker';

type Props = { selected: Date | undefined; onSelect: (day: Date) => void };

const longDay = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

/** A month to pick a day from. In a file of its own, so that it is loaded when it is opened. */
export default function Calendar({ selected, onSelect }: Props) {
  return (
    <div className="calendar p-3">
      <DayPicker
        mode="single"
        captionLayout="label"
        weekStartsOn={1}
        showOutsideDays
        autoFocus
        selected={selected}
        defaultMonth={selected}
        onSelect={(day) => day && onSelect(day)}
        labels={{ labelDayButton: (day) => longDay.format(day) }}
      />
    </div>
  );
}
