import { useState } from 'react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { toast } from 'sonner';
import { execute } from '@/api/client';
import { ChangePasswordDocument } from '@/api/generated/graphql';
import { meQuery, type Me } from '@/api/me';
import { capitalise } from '@/lib/format';
import { Avatar } from '@/ui/avatar';
import { Button } from '@/ui/button';
import { Labelled } from '@/ui/labelled';
import { Notice } from '@/ui/notice';
import { TextInput } from '@/ui/text-input';
import { Loaded } from '../loaded';
import { Section } from '../section';

function Person({ me }: { me: Me }) {
  return (
    <div className="flex items-center gap-4">
      <Avatar name={me.name} size={48} />
      <div>
        <p className="text-base font-semibold">{me.name}</p>
        <p className="text-sm text-fg-2">
          {me.email} · {capitalise((me.role ?? me.kind).toLowerCase())}
        </p>
      </div>
    </div>
  );
}

function PasswordForm() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () => execute(ChangePasswordDocument, { current, new: next }),
    meta: { quiet: true },
    onSuccess: () => {
      setCurrent('');
      setNext('');
      toast('Password changed');
    },
  });
  return (
    <form
      className="flex max-w-sm flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <Labelled label="Current password">
        {({ id }) => (
          <TextInput
            id={id}
            type="password"
            required
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
          />
        )}
      </Labelled>
      <Labelled label="New password" hint="8 characters at least.">
        {({ id, describedBy }) => (
          <TextInput
            id={id}
            type="password"
            required
            minLength={8}
            autoComplete="new-password"
            aria-describedby={describedBy}
            value={next}
            onChange={(event) => setNext(event.target.value)}
          />
        )}
      </Labelled>
      {change.error && <Notice kind="error">{change.error.message}</Notice>}
      <Button type="submit" variant="primary" busy={change.isPending} className="self-start">
        Change the password
      </Button>
    </form>
  );
}

export default function ProfileSection() {
  const me = useQuery(meQuery);
  return (
    <Loaded query={me}>
      {(data) => (
        <>
          <Section title="Profile">
            <Person me={data} />
          </Section>
          <Section title="Password">
            <PasswordForm />
          </Section>
        </>
      )}
    </Loaded>
  );
}
