import type { Role, User } from '@/api/people';
import { ConfirmDialog } from '@/ui/confirm-dialog';
import { roleText } from './roles';

/** What was chosen for a person and is to be confirmed first. */
export type Asking = { kind: 'disable' } | { kind: 'reset' } | { kind: 'role'; role: Role; warning: string };

type Question = { title: string; action: string; says: string };

function questionOf(asking: Asking, name: string, isMe: boolean): Question {
  switch (asking.kind) {
    case 'disable':
      return {
        title: `Disable ${name}?`,
        action: 'Disable',
        says: 'They are signed out everywhere and can no longer sign in. What they wrote stays, with their name. You can let them in again later.',
      };
    case 'reset':
      return {
        title: `Make a password link for ${name}?`,
        action: 'Make the link',
        says: 'They are signed out everywhere, and earlier links no longer work. The current password stays valid until the link is used.',
      };
    case 'role':
      return {
        title: `Make ${isMe ? 'yourself' : name} ${roleText(asking.role).label.toLowerCase()}?`,
        action: 'Change the role',
        says: asking.warning,
      };
  }
}

type Props = {
  user: User;
  isMe: boolean;
  asking: Asking | null;
  busy: boolean;
  onCancel: () => void;
  onConfirm: () => void;
};

/** Says what will happen to somebody, and asks. */
export function PersonQuestion({ user, isMe, asking, busy, onCancel, onConfirm }: Props) {
  if (!asking) return null;
  const { title, action, says } = questionOf(asking, user.name || user.email, isMe);
  return (
    <ConfirmDialog open onOpenChange={onCancel} title={title} action={action} busy={busy} onConfirm={onConfirm}>
      {says}
    </ConfirmDialog>
  );
}
