import { useState } from 'react';
import { useMe } from '@/api/me';
import type { Role, User } from '@/api/people';
import { ago, formatMoment } from '@/lib/format';
import { Avatar } from '@/ui/avatar';
import { Select } from '@/ui/select';
import { Tag } from '../parts/tag';
import type { PasswordLink } from './password-link';
import { PersonMenu } from './person-menu';
import { PersonQuestion, type Asking } from './person-question';
import { roles, roleWarning } from './roles';
import { useDisable, useReset, useRoleChange } from './use-people';

function Identity({ user, isMe }: { user: User; isMe: boolean }) {
  return (
    <div className="min-w-0 flex-[1_1_180px]">
      <div className="flex items-center gap-2">
        <span className="truncate text-sm font-[550]">{user.name || user.email}</span>
        {isMe && <Tag>You</Tag>}
        {user.disabled && <Tag tone="red">Disabled</Tag>}
      </div>
      <div className="truncate text-xs text-fg-3">{user.email}</div>
    </div>
  );
}

function LastSignIn({ user }: { user: User }) {
  if (!user.lastSignIn) return 'Never signed in';
  return (
    <>
      Signed in{' '}
      <time dateTime={user.lastSignIn} title={formatMoment(user.lastSignIn)}>
        {ago(user.lastSignIn)}
      </time>
    </>
  );
}

/** One person: their role, and what can be done about them. */
export function PersonRow({ user, onLink }: { user: User; onLink: (link: PasswordLink) => void }) {
  const myId = useMe()?.id;
  const [asking, setAsking] = useState<Asking | null>(null);
  const done = () => setAsking(null);
  const name = user.name || user.email;
  const isMe = user.id === myId;
  const change = useRoleChange();
  const disable = useDisable(done);
  const reset = useReset((link) => {
    done();
    onLink({ to: name, link, isNew: false });
  });

  function chooseRole(role: Role) {
    if (role === user.role) return;
    const warning = roleWarning(user, role, myId);
    if (warning) setAsking({ kind: 'role', role, warning });
    else change.mutate({ user, role });
  }

  function confirm() {
    if (asking?.kind === 'disable') disable.mutate({ user, disabled: true });
    if (asking?.kind === 'reset') reset.mutate(user);
    if (asking?.kind === 'role') change.mutate({ user, role: asking.role }, { onSettled: done });
  }

  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-3 last:border-0">
      <Avatar name={name} size={30} />
      <Identity user={user} isMe={isMe} />
      <span className="w-36 text-xs text-fg-3 max-sm:hidden">
        <LastSignIn user={user} />
      </span>
      <div className="flex-1 sm:w-36 sm:flex-none">
        <Select small label={`Role of ${name}`} value={user.role} onChange={chooseRole} options={roles} disabled={user.disabled} />
      </div>
      <PersonMenu
        name={name}
        isMe={isMe}
        disabled={user.disabled}
        onReset={() => setAsking({ kind: 'reset' })}
        onDisable={() => setAsking({ kind: 'disable' })}
        onEnable={() => disable.mutate({ user, disabled: false })}
      />
      <PersonQuestion
        user={user}
        isMe={isMe}
        asking={asking}
        busy={disable.isPending || reset.isPending || change.isPending}
        onCancel={done}
        onConfirm={confirm}
      />
    </li>
  );
}
