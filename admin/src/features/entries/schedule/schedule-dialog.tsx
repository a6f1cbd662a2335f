import { useState } from 'react';
import type { ScheduleAction, Scheduled } from '@/api/schedule';
import { FormDialog } from '@/ui/form-dialog';
import { Labelled } from '@/ui/labelled';
import { Notice } from '@/ui/notice';
import { Select } from '@/ui/select';
import { SwitchRow } from '@/ui/switch-row';
import { TextInput } from '@/ui/text-input';
import { momentOf, type Clock } from './moment';
import type { Plan } from './use-schedule';
import { allZones, clockIn, longMoment, ownZone, tomorrow, zoneName } from './zones';

type ClockProps = { clock: Clock; error: string | null; onChange: (clock: Clock) => void };

/** A day, a time of the day, and whose clock that is. */
function ClockInputs({ clock, error, onChange }: ClockProps) {
  const [zones] = useState(() => allZones().map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })));
  return (
    <>
      <div className="grid grid-cols-2 gap-3">
        <Labelled label="Day" error={error}>
          {({ id, describedBy }) => (
            <TextInput
              id={id}
              type="date"
              required
              autoFocus
              invalid={error !== null}
              aria-describedby={describedBy}
              value={clock.date}
              onChange={(event) => onChange({ ...clock, date: event.target.value })}
            />
          )}
        </Labelled>
        <Labelled label="Time">
          {({ id }) => (
            <TextInput id={id} type="time" required value={clock.time} onChange={(event) => onChange({ ...clock, time: event.target.value })} />
          )}
        </Labelled>
      </div>
      <Labelled label="Time zone">
        {({ id, labelId }) => (
          <Select id={id} labelledBy={labelId} value={clock.zone} options={zones} onChange={(zone) => onChange({ ...clock, zone })} />
        )}
      </Labelled>
    </>
  );
}

/** Says in full when it happens, by the clock that was chosen and by that of this device. */
function Summary({ at, zone, action }: { at: Date; zone: string; action: ScheduleAction }) {
  const verb = action === 'PUBLISH' ? 'It goes live on' : 'It is taken back on';
  const own = ownZone();
  return (
    <p className="text-sm text-fg-2" aria-live="polite">
      {verb} <strong className="font-[550] text-fg">{longMoment(at, zone)}</strong> ({zoneName(at, zone)}).
      {clockIn(at, own).time !== clockIn(at, zone).time && ` Your clock shows ${longMoment(at, own)} then.`}
    </p>
  );
}

const ALL = 'all';

type Props = {
  /** What is moved; null plans something new. */
  was: Scheduled | null;
  /** Whether it is live, so that it can be taken back. */
  live: boolean;
  /** The locales of the entry; none where it cannot be published by locale. */
  locales: string[];
  /** How many drafts it refers to. */
  drafts: number;
  busy: boolean;
  error: string | null;
  onClose: () => void;
  onPlan: (plan: Plan) => void;
};

/** Chooses when an entry is published or unpublished. */
export default function ScheduleDialog({ was, live, locales, drafts, busy, error, onClose, onPlan }: Props) {
  const [now] = useState(() => Date.now());
  const [clock, setClock] = useState<Clock>(() => {
    const zone = ownZone();
    const missed = was !== null && Date.parse(was.at) <= now;
    return { zone, ...(was && !missed ? clockIn(new Date(was.at), zone) : tomorrow(now, zone)) };
  });
  const [action, setAction] = useState<ScheduleAction>(was?.action ?? 'PUBLISH');
  const [locale, setLocale] = useState(was?.locales[0] ?? ALL);
  const [withReferences, setWithReferences] = useState(was?.withReferences ?? false);
  const { at, notice } = momentOf(clock);
  const past = at !== null && at.getTime() <= now ? 'That moment is over.' : null;
  const actions: { value: ScheduleAction; label: string }[] = [
    { value: 'PUBLISH', label: 'Publish' },
    { value: 'UNPUBLISH', label: 'Unpublish' },
  ];

  function submit() {
    if (!at) return;
    onPlan({ action, at: at.toISOString(), locales: locale === ALL ? [] : [locale], withReferences: action === 'PUBLISH' && withReferences });
  }

  return (
    <FormDialog
      title={was ? 'Move to another moment' : 'Schedule'}
      description="It happens by itself, with the rights that you have then."
      action={was ? 'Move' : 'Schedule'}
      busy={busy}
      disabled={at === null || past !== null}
      error={error}
      onClose={onClose}
      onSubmit={submit}
    >
      {!was && (
        <Labelled label="What" hint={live ? undefined : 'It can be taken back once it is live, or planned to be.'}>
          {({ id, labelId }) => <Select id={id} labelledBy={labelId} value={action} options={actions} onChange={setAction} />}
        </Labelled>
      )}
      <ClockInputs clock={clock} error={past} onChange={setClock} />
      {!was && locales.length > 1 && (
        <Labelled label="Locales">
          {({ id, labelId }) => (
            <Select
              id={id}
              labelledBy={labelId}
              value={locale}
              options={[{ value: ALL, label: 'All locales' }, ...locales.map((code) => ({ value: code, label: `${code} only` }))]}
              onChange={setLocale}
            />
          )}
        </Labelled>
      )}
      {!was && action === 'PUBLISH' && drafts > 0 && (
        <SwitchRow
          label="With what it refers to"
          hint="Drafts that it refers to go live with it."
          checked={withReferences}
          onChange={setWithReferences}
        />
      )}
      {notice && <Notice kind="warning">{notice}</Notice>}
      {at && !past && <Summary at={at} zone={clock.zone} action={action} />}
    </FormDialog>
  );
}
