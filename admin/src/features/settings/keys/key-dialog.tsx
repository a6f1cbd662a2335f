import { useId, useState } from 'react';
import { execute } from '@/api/client';
import { CreateKeyDocument } from '@/api/generated/graphql';
import type { Scope } from '@/api/keys';
import { Checkbox } from '@/ui/checkbox';
import { Labelled } from '@/ui/labelled';
import { TextInput } from '@/ui/text-input';
import { FormDialog } from '@/ui/form-dialog';
import { useChange } from '../parts/use-change';
import { isImplied, scopes, withScope } from './scopes';

type ScopesProps = { chosen: Scope[]; onChange: (chosen: Scope[]) => void };

function ScopeChoice({ chosen, onChange }: ScopesProps) {
  const legend = useId();
  return (
    <div role="group" aria-labelledby={legend}>
      <div id={legend} className="mb-1.5 text-sm font-[550]">
        What it may do
      </div>
      <div className="rounded-md border border-line">
        {scopes.map((scope) => {
          const implied = isImplied(chosen, scope.value);
          const on = implied || chosen.includes(scope.value);
          return (
            <label key={scope.value} className="flex items-start gap-3 border-b border-line px-3 py-2.5 last:border-0">
              <span className="mt-0.5">
                <Checkbox
                  label={scope.label}
                  checked={on}
                  disabled={implied}
                  onChange={(next) => onChange(withScope(chosen, scope.value, next))}
                />
              </span>
              <span>
                <span className="block text-sm font-[550]">{scope.label}</span>
                <span className="block text-xs text-fg-3">{scope.says}</span>
              </span>
            </label>
          );
        })}
      </div>
    </div>
  );
}

type Props = { onClose: () => void; onMade: (key: { name: string; secret: string }) => void };

export function KeyDialog({ onClose, onMade }: Props) {
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<Scope[]>(['READ']);
  const create = useChange({
    run: async () => (await execute(CreateKeyDocument, { name: name.trim(), scopes: chosen })).createKey,
    stale: [['keys']],
    done: ({ key, secret }) => onMade({ name: key.name, secret }),
    quiet: true,
  });
  return (
    <FormDialog
      title="New API key"
      action="Make the key"
      busy={create.isPending}
      disabled={chosen.length === 0}
      error={create.error?.message}
      onClose={onClose}
      onSubmit={() => create.mutate(undefined)}
    >
      <Labelled label="Name" hint="Who uses it, so that you know later whether it is still needed.">
        {({ id, describedBy }) => (
          <TextInput
            id={id}
            aria-describedby={describedBy}
            autoFocus
            required
            autoComplete="off"
            placeholder="Website"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Labelled>
      <ScopeChoice chosen={chosen} onChange={setChosen} />
    </FormDialog>
  );
}
