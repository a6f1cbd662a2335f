import { useState } from 'react';
import { getRouteApi } from '@tanstack/react-router';
import { setUp } from '@/api/session';
import { Labelled } from '@/ui/labelled';
import { Notice } from '@/ui/notice';
import { PasswordInput } from '@/ui/password-input';
import { TextInput } from '@/ui/text-input';
import { AuthPage } from './auth-page';
import { useEnter } from './use-enter';

const route = getRouteApi('/setup');

export default function SetupPage() {
  const { token } = route.useSearch();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const enter = useEnter(() => setUp(token, name, email, password));
  if (!token) {
    return (
      <AuthPage title="This link is not complete">
        <Notice kind="warning">Open the whole setup link that Galley printed in its terminal when it started.</Notice>
      </AuthPage>
    );
  }
  return (
    <AuthPage
      title="Welcome to Galley"
      note="Create the first person, who may do everything."
      error={enter.error?.message}
      action="Create and sign in"
      busy={enter.isPending}
      onSubmit={() => enter.mutate(undefined)}
    >
      <Labelled label="Name">
        {({ id }) => (
          <TextInput id={id} autoComplete="name" autoFocus required value={name} onChange={(e) => setName(e.target.value)} />
        )}
      </Labelled>
      <Labelled label="E-mail">
        {({ id }) => (
          <TextInput
            id={id}
            type="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Labelled>
      <PasswordInput label="Password" hint="8 characters at least." isNew value={password} onChange={setPassword} />
    </AuthPage>
  );
}
