import { useMe, type Me } from '@/api/me';
import { setPrefs, usePrefs, type Theme } from '@/lib/prefs';
import { Avatar } from '@/ui/avatar';
import { Labelled } from '@/ui/labelled';
import { Select, type SelectOption } from '@/ui/select';
import { SwitchRow } from '@/ui/switch-row';
import { Panel } from '../parts/panel';
import { SectionHead } from '../parts/section-head';
import { roleText } from '../people/roles';
import { PasswordForm } from './password-form';

function Identity({ me }: { me: Me }) {
  return (
    <Panel className="mb-10 flex items-center gap-4 p-4">
      <Avatar name={me.name} size={40} />
      <div className="min-w-0 flex-1">
        <div className="truncate text-base font-semibold">{me.name}</div>
        <div className="truncate text-sm text-fg-2">{me.email}</div>
      </div>
      {me.role && (
        <div className="max-w-64 text-right max-sm:hidden">
          <div className="text-sm font-[550]">{roleText(me.role).label}</div>
          <div className="text-xs text-fg-3">{roleText(me.role).says}</div>
        </div>
      )}
    </Panel>
  );
}

const themes: SelectOption<Theme>[] = [
  { value: 'system', label: 'Match the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

function Device() {
  const { theme, singleKeys } = usePrefs();
  return (
    <section>
      <SectionHead title="On this device" />
      <div className="flex max-w-[380px] flex-col gap-3">
        <Labelled label="Theme">
          {({ id, labelId }) => (
            <Select id={id} labelledBy={labelId} value={theme} onChange={(next) => setPrefs({ theme: next })} options={themes} />
          )}
        </Labelled>
        <SwitchRow
          label="Shortcuts of single keys"
          hint="Like g h for the home page. Switch them off if you speak to your computer, or hit keys by accident."
          checked={singleKeys}
          onChange={(on) => setPrefs({ singleKeys: on })}
        />
      </div>
    </section>
  );
}

export default function ProfileSection() {
  const me = useMe();
  return (
    <>
      <SectionHead title="Your profile" />
      {me ? <Identity me={me} /> : <div className="skeleton mb-10 h-[74px] !rounded-lg" />}
      <PasswordForm email={me?.email ?? ''} />
      <Device />
    </>
  );
}
