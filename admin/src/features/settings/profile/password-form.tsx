import { useState, type FormEvent } from 'react';
import { execute } from '@/api/client';
import { ChangePasswordDocument } from '@/api/generated/graphql';
import { Button } from '@/ui/button';
import { Notice } from '@/ui/notice';
import { PasswordInput } from '@/ui/password-input';
import { SectionHead } from '../parts/section-head';
import { useChange } from '../parts/use-change';

/** Changes the own password. `email` is there for password managers, which keep one password a name. */
export function PasswordForm({ email }: { email: string }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useChange({
    run: () => execute(ChangePasswordDocument, { current, new: next }),
    stale: [],
    say: 'Your password is changed',
    done: () => {
      setCurrent('');
      setNext('');
    },
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(undefined);
  };
  return (
    <form onSubmit={submit} className="mb-10">
      <SectionHead title="Password">A new password signs you out on all other devices.</SectionHead>
      <div className="flex max-w-[380px] flex-col gap-4">
        <input hidden readOnly autoComplete="username" value={email} />
        <PasswordInput label="Current password" value={current} onChange={setCurrent} />
        <PasswordInput label="New password" hint="8 characters at least." isNew value={next} onChange={setNext} />
        {change.isError && <Notice kind="error">{change.error.message}</Notice>}
        <Button type="submit" variant="primary" className="self-start" busy={change.isPending} disabled={!current || !next}>
          Change the password
        </Button>
      </div>
    </form>
  );
}
