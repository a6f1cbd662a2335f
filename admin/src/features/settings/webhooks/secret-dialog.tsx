import { OnceDialog } from '../parts/once-dialog';

type Props = { secret: string; replaced?: boolean; onClose: () => void };

/** Shows the secret by which a receiver checks signatures. */
export function SecretDialog({ secret, replaced, onClose }: Props) {
  return (
    <OnceDialog title="The signing secret" label="Signing secret" value={secret} onClose={onClose}>
      By it the receiver checks that a call comes from this Galley.
      {replaced && ' For 24 hours, calls are signed with the old secret as well, so that nothing is lost while you exchange it.'}
    </OnceDialog>
  );
}
