import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { sessionQuery } from '@/api/session';

/** Runs what starts a session, then goes to where the person wanted to be. */
export function useEnter<T>(start: (input: T) => Promise<unknown>, target = '/') {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: start,
    meta: { quiet: true },
    onSuccess: async () => {
      client.clear();
      await client.fetchQuery(sessionQuery);
      router.history.push(target.startsWith('/') && !target.startsWith('//') ? `/admin${target}` : '/admin/');
    },
  });
}
