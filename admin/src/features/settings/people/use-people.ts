import { toast } from 'sonner';
import { execute } from '@/api/client';
import { ResetUserDocument, UpdateUserDocument } from '@/api/generated/graphql';
import type { Role, User } from '@/api/people';
import { useChange } from '../parts/use-change';
import { roleText } from './roles';

const stale = [['users'], ['me']];

function nameOf(user: User): string {
  return user.name || user.email;
}

/** Changes somebody's role, with a way back. */
export function useRoleChange() {
  const change = useChange({
    run: ({ user, role }: { user: User; role: Role }) => execute(UpdateUserDocument, { id: user.id, role }),
    stale,
    done: (_, { user, role }) => {
      const back = user.role;
      toast(`${nameOf(user)} is now ${roleText(role).label.toLowerCase()}`, {
        action: { label: 'Undo', onClick: () => change.mutate({ user: { ...user, role }, role: back }) },
      });
    },
  });
  return change;
}

export function useDisable(done: () => void) {
  return useChange({
    run: ({ user, disabled }: { user: User; disabled: boolean }) => execute(UpdateUserDocument, { id: user.id, disabled }),
    stale,
    done: (_, { user, disabled }) => {
      toast(disabled ? `${nameOf(user)} can no longer sign in` : `${nameOf(user)} can sign in again`);
      done();
    },
  });
}

export function useReset(done: (link: string) => void) {
  return useChange({
    run: async (user: User) => (await execute(ResetUserDocument, { id: user.id })).resetUser.link ?? '',
    stale,
    done,
  });
}
