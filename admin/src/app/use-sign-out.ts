import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { toast } from 'sonner';
import { messageOf } from '@/api/errors';
import { sessionQuery, signOut } from '@/api/session';

/** Ends the session and forgets everything that was loaded in it. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  const router = useRouter();
  return async () => {
    try {
      await signOut();
      client.clear();
      client.setQueryData(sessionQuery.queryKey, { user: null, setup: false });
      await router.navigate({ to: '/login' });
    } catch (error) {
      toast.error(messageOf(error));
    }
  };
}
