import { useState } from 'react';
import { FormDialog } from '@/ui/form-dialog';
import { Labelled } from '@/ui/labelled';
import { SwitchRow } from '@/ui/switch-row';
import { TextInput } from '@/ui/text-input';
import type { ViewDraft } from './use-view-changes';

type Props = { draft: ViewDraft; busy: boolean; error: string | null; onClose: () => void; onSave: (draft: ViewDraft) => void };

/** Gives a list a name, for oneself or for all. */
export default function ViewDialog({ draft, busy, error, onClose, onSave }: Props) {
  const [name, setName] = useState(draft.name);
  const [shared, setShared] = useState(draft.shared);
  return (
    <FormDialog
      title={draft.id ? 'Change this view' : 'Save this view'}
      description="The search, the filters and the order, under a name in the sidebar."
      action="Save"
      busy={busy}
      disabled={name.trim() === ''}
      error={error}
      onClose={onClose}
      onSubmit={() => onSave({ ...draft, name: name.trim(), shared })}
    >
      <Labelled label="Name">
        {({ id }) => (
          <TextInput id={id} autoFocus required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Labelled>
      <SwitchRow label="For everybody" hint="Else only you see it." checked={shared} onChange={setShared} />
    </FormDialog>
  );
}
