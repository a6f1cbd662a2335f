import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { sessionQuery, signIn } from '@/api/session';
import { Labelled } from '@/ui/labelled';
import { Notice } from '@/ui/notice';
import { PasswordInput } from '@/ui/password-input';
import { TextInput } from '@/ui/text-input';
import { AuthPage } from './auth-page';
import { useEnter } from './use-enter';

const route = getRouteApi('/login');

export default function LoginPage() {
  const { to } = route.useSearch();
  const session = useQuery(sessionQuery).data;
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const enter = useEnter(() => signIn(email, password), to);
  return (
    <AuthPage
      title="Sign in"
      error={enter.error?.message}
      action="Sign in"
      busy={enter.isPending}
      onSubmit={() => enter.mutate(undefined)}
    >
      {session?.setup && (
        <Notice kind="info">
          Nobody can sign in yet. Open the setup link that Galley printed in its terminal to create the first person.
        </Notice>
      )}
      <Labelled label="E-mail">
        {({ id }) => (
          <TextInput
            id={id}
            type="email"
            autoComplete="username"
            autoFocus
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Labelled>
      <PasswordInput label="Password" value={password} onChange={setPassword} />
    </AuthPage>
  );
}
