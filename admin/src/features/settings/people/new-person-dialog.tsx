import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { execute } from '@/api/client';
import { CreateUserDocument, type Role } from '@/api/generated/graphql';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Labelled } from '@/ui/labelled';
import { Notice } from '@/ui/notice';
import { Select } from '@/ui/select';
import { TextInput } from '@/ui/text-input';
import { peopleQuery } from './people';
import { roles } from './roles';

type Props = { onClose: () => void; onCreated: (email: string, link: string | null) => void };

export function NewPersonDialog({ onClose, onCreated }: Props) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('EDITOR');
  const create = useMutation({
    mutationFn: () => execute(CreateUserDocument, { name, email, role }),
    meta: { quiet: true },
    onSuccess: async ({ createUser }) => {
      await client.invalidateQueries({ queryKey: peopleQuery.queryKey });
      onCreated(createUser.user.email, createUser.link);
    },
  });
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form="new-person" variant="primary" busy={create.isPending}>
        Add
      </Button>
    </>
  );
  return (
    <Dialog open onOpenChange={onClose} title="Add a person" footer={footer}>
      <form
        id="new-person"
        className="flex flex-col gap-4 p-5"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Labelled label="Name">
          {({ id }) => <TextInput id={id} autoFocus required value={name} onChange={(e) => setName(e.target.value)} />}
        </Labelled>
        <Labelled label="E-mail" hint="With it they sign in.">
          {({ id, describedBy }) => (
            <TextInput
              id={id}
              type="email"
              required
              aria-describedby={describedBy}
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Labelled>
        <Labelled label="Role" hint={roles.find((each) => each.value === role)?.hint}>
          {({ id, labelId, describedBy }) => (
            <Select id={id} labelledBy={labelId} describedBy={describedBy} value={role} options={roles} onChange={setRole} />
          )}
        </Labelled>
        {create.error && <Notice kind="error">{create.error.message}</Notice>}
      </form>
    </Dialog>
  );
}
