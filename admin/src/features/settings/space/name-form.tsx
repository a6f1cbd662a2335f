import { useState, type FormEvent } from 'react';
import { execute } from '@/api/client';
import { RenameSpaceDocument } from '@/api/generated/graphql';
import { Button } from '@/ui/button';
import { Labelled } from '@/ui/labelled';
import { TextInput } from '@/ui/text-input';
import { useChange } from '../parts/use-change';

/** Renames the space. */
export function NameForm({ name }: { name: string }) {
  const [draft, setDraft] = useState(name);
  const wanted = draft.trim();
  const rename = useChange({
    run: () => execute(RenameSpaceDocument, { name: wanted }),
    stale: [['space']],
    say: 'The space is renamed',
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted && wanted !== name) rename.mutate(undefined);
  };
  return (
    <form onSubmit={submit} className="max-w-[460px]">
      <Labelled label="Name" error={rename.error?.message}>
        {({ id, describedBy }) => (
          <div className="flex gap-2">
            <TextInput
              id={id}
              aria-describedby={describedBy}
              className="flex-1"
              required
              maxLength={200}
              value={draft}
              onChange={(event) => setDraft(event.target.value)}
            />
            <Button type="submit" className="!h-9" busy={rename.isPending} disabled={!wanted || wanted === name}>
              Rename
            </Button>
          </div>
        )}
      </Labelled>
    </form>
  );
}
