import { useState } from 'react';
import { execute } from '@/api/client';
import { CreateUserDocument } from '@/api/generated/graphql';
import type { Role } from '@/api/people';
import { Labelled } from '@/ui/labelled';
import { Select } from '@/ui/select';
import { TextInput } from '@/ui/text-input';
import { FormDialog } from '@/ui/form-dialog';
import { useChange } from '../parts/use-change';
import type { PasswordLink } from './password-link';
import { roles, roleText } from './roles';

type Props = { onClose: () => void; onMade: (link: PasswordLink) => void };

/** Adds a person; they choose their password by the link that is shown afterwards. */
export function InviteDialog({ onClose, onMade }: Props) {
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('EDITOR');
  const create = useChange({
    run: async () => (await execute(CreateUserDocument, { email: email.trim(), name: name.trim(), role })).createUser,
    stale: [['users']],
    done: ({ user, link }) => onMade({ to: user.name || user.email, link: link ?? '', isNew: true }),
    quiet: true,
  });
  return (
    <FormDialog
      title="Add a person"
      description="You get a link that lets them choose a password."
      action="Add and make the link"
      busy={create.isPending}
      error={create.error?.message}
      onClose={onClose}
      onSubmit={() => create.mutate(undefined)}
    >
      <Labelled label="Name">
        {({ id }) => (
          <TextInput id={id} autoFocus required maxLength={200} autoComplete="off" value={name} onChange={(e) => setName(e.target.value)} />
        )}
      </Labelled>
      <Labelled label="E-mail" hint="They sign in with it.">
        {({ id, describedBy }) => (
          <TextInput
            id={id}
            aria-describedby={describedBy}
            type="email"
            required
            autoComplete="off"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Labelled>
      <Labelled label="Role" hint={roleText(role).says}>
        {({ id, labelId, describedBy }) => (
          <Select id={id} labelledBy={labelId} describedBy={describedBy} value={role} onChange={setRole} options={roles} />
        )}
      </Labelled>
    </FormDialog>
  );
}
