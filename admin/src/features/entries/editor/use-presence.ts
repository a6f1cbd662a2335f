import { useEffect } from 'react';
import { useQuery } from '@tanstack/react-query';
import { execute } from '@/api/client';
import { AttendDocument, LeaveDocument } from '@/api/generated/graphql';
import { useMe } from '@/api/me';

const BEAT_MS = 20_000;

/** Says that this person has the entry open, and gives the others who have. */
export function usePresence(entry: string | undefined) {
  const me = useMe();
  const query = useQuery({
    queryKey: ['presence', entry],
    queryFn: async ({ signal }) => (await execute(AttendDocument, { entry: entry ?? '' }, signal)).attend,
    enabled: entry !== undefined,
    refetchInterval: BEAT_MS,
    gcTime: 0,
    // who else is here is never worth a word about what went wrong
    retry: false,
  });
  useEffect(() => {
    if (entry === undefined) return;
    return () => {
      execute(LeaveDocument, { entry }).catch(() => {});
    };
  }, [entry]);
  return (query.data ?? []).filter(({ actor }) => actor.id !== me?.id);
}
