import { useId } from 'react';
import { Checkbox } from '@/ui/checkbox';
import { SwitchRow } from '@/ui/switch-row';
import { withChosen, type Choice } from './choice';
import type { OptionGroup } from './event-types';

type Props = {
  allLabel: string;
  allHint: string;
  groups: OptionGroup[];
  choice: Choice;
  onChange: (choice: Choice) => void;
};

function Group({ group, choice, onChange }: { group: OptionGroup; choice: Choice; onChange: (choice: Choice) => void }) {
  const id = useId();
  return (
    <div role="group" aria-labelledby={id}>
      <div id={id} className="px-2 pt-1.5 pb-0.5 text-2xs font-medium text-fg-3">
        {group.label}
      </div>
      <div className="grid sm:grid-cols-2">
        {group.options.map((option) => (
          <label key={option.value} className="flex h-8 items-center gap-2.5 rounded px-2 text-sm hover:bg-hover">
            <Checkbox
              label={option.label}
              checked={choice.chosen.includes(option.value)}
              onChange={(on) => onChange(withChosen(choice, option.value, on))}
            />
            <span className="truncate">{option.label}</span>
          </label>
        ))}
      </div>
    </div>
  );
}

/** All, or the ones that are ticked. */
export function ChoiceField({ allLabel, allHint, groups, choice, onChange }: Props) {
  return (
    <div>
      <SwitchRow label={allLabel} hint={allHint} checked={choice.all} onChange={(all) => onChange({ ...choice, all })} />
      {!choice.all && (
        <div className="rounded-md border border-line p-1.5">
          {groups.map((group) => (
            <Group key={group.label} group={group} choice={choice} onChange={onChange} />
          ))}
        </div>
      )}
    </div>
  );
}
