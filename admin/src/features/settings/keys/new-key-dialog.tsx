import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { execute } from '@/api/client';
import { CreateKeyDocument, type Scope } from '@/api/generated/graphql';
import { Button } from '@/ui/button';
import { Checkbox } from '@/ui/checkbox';
import { Dialog } from '@/ui/dialog';
import { Labelled } from '@/ui/labelled';
import { Notice } from '@/ui/notice';
import { TextInput } from '@/ui/text-input';
import { scopes } from './scopes';

type Props = { onClose: () => void; onCreated: (secret: string) => void };

export function NewKeyDialog({ onClose, onCreated }: Props) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<Scope[]>(['READ']);
  const create = useMutation({
    mutationFn: () => execute(CreateKeyDocument, { name, scopes: chosen }),
    meta: { quiet: true },
    onSuccess: async ({ createKey }) => {
      await client.invalidateQueries({ queryKey: ['keys'] });
      onCreated(createKey.secret);
    },
  });
  const flip = (scope: Scope, on: boolean) => setChosen(on ? [...chosen, scope] : chosen.filter((each) => each !== scope));
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form="new-key" variant="primary" disabled={chosen.length === 0} busy={create.isPending}>
        Create
      </Button>
    </>
  );
  return (
    <Dialog open onOpenChange={onClose} title="New API key" footer={footer}>
      <form
        id="new-key"
        className="flex flex-col gap-4 p-5"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Labelled label="Name" hint="What it is for, like Website or Importer.">
          {({ id, describedBy }) => (
            <TextInput
              id={id}
              autoFocus
              required
              aria-describedby={describedBy}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Labelled>
        <fieldset>
          <legend className="mb-1.5 text-sm font-[550]">What it may do</legend>
          <div className="rounded-md border border-line p-1.5">
            {scopes.map((scope) => (
              <label key={scope.value} className="flex items-center gap-3 rounded px-2 py-1.5 hover:bg-hover">
                <Checkbox
                  label={scope.label}
                  checked={chosen.includes(scope.value)}
                  onChange={(on) => flip(scope.value, on)}
                />
                <span>
                  <span className="block text-sm font-[550]">{scope.label}</span>
                  <span className="block text-xs text-fg-2">{scope.hint}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        {create.error && <Notice kind="error">{create.error.message}</Notice>}
      </form>
    </Dialog>
  );
}
