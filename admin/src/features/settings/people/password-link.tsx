import { OnceDialog } from '../parts/once-dialog';

/** A link by which somebody sets their password. */
export type PasswordLink = { to: string; link: string; isNew: boolean };

/** Shows the link, which works once and is shown once. */
export function LinkDialog({ made, onClose }: { made: PasswordLink; onClose: () => void }) {
  return (
    <OnceDialog title={`A link for ${made.to}`} label="One-time link" value={made.link} onClose={onClose}>
      {made.isNew
        ? 'Send it to them yourself: Galley sends no e-mail. By it they choose a password and are signed in.'
        : 'Send it to them yourself. By it they choose a new password. They have been signed out, and earlier links are void.'}{' '}
      It works once, within 24 hours.
    </OnceDialog>
  );
}
