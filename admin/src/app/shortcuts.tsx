import { useState } from 'react';
import { activeHotkeys, type Hotkey } from '@/lib/hotkeys';
import { setPrefs, usePrefs } from '@/lib/prefs';
import { Dialog } from '@/ui/dialog';
import { Kbd } from '@/ui/kbd';
import { Switch } from '@/ui/switch';

function byGroup(hotkeys: Hotkey[]): [string, Hotkey[]][] {
  const groups = new Map<string, Hotkey[]>();
  for (const hotkey of hotkeys) groups.set(hotkey.group, [...(groups.get(hotkey.group) ?? []), hotkey]);
  return [...groups];
}

/** All shortcuts that work on the page below. */
export default function Shortcuts({ onClose }: { onClose: () => void }) {
  const { singleKeys } = usePrefs();
  const [groups] = useState(() => byGroup(activeHotkeys()));
  const footer = (
    <div className="mr-auto flex items-center gap-3 text-sm">
      <Switch checked={singleKeys} onChange={(on) => setPrefs({ singleKeys: on })} labelledBy="single-keys" />
      <span id="single-keys">Shortcuts of a single key</span>
    </div>
  );
  return (
    <Dialog open onOpenChange={onClose} title="Keyboard shortcuts" description="What works on this page." width={680} footer={footer}>
      <div className="grid gap-x-10 gap-y-5 p-5 sm:grid-cols-2">
        {groups.map(([group, hotkeys]) => (
          <section key={group}>
            <h3 className="mb-1 text-xs font-semibold text-fg-3">{group}</h3>
            {hotkeys.map((hotkey) => (
              <div key={hotkey.keys} className="flex h-8 items-center justify-between text-sm">
                <span>{hotkey.label}</span>
                <Kbd keys={hotkey.keys} />
              </div>
            ))}
          </section>
        ))}
      </div>
    </Dialog>
  );
}
