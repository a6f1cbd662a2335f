import { useState } from 'react';
import { getRouteApi } from '@tanstack/react-router';
import { setPassword } from '@/api/session';
import { Notice } from '@/ui/notice';
import { PasswordInput } from '@/ui/password-input';
import { AuthPage } from './auth-page';
import { useEnter } from './use-enter';

const route = getRouteApi('/reset');

export default function ResetPage() {
  const { token } = route.useSearch();
  const [password, setNewPassword] = useState('');
  const enter = useEnter(() => setPassword(token, password));
  if (!token) {
    return (
      <AuthPage title="This link is not complete">
        <Notice kind="warning">Open the whole link that you were given, or ask for a new one.</Notice>
      </AuthPage>
    );
  }
  return (
    <AuthPage
      title="Choose your password"
      note="The link works once."
      error={enter.error?.message}
      action="Save and sign in"
      busy={enter.isPending}
      onSubmit={() => enter.mutate(undefined)}
    >
      <PasswordInput label="New password" hint="8 characters at least." isNew value={password} onChange={setNewPassword} />
    </AuthPage>
  );
}
