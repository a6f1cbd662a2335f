import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { ApiError, isCode, messageOf } from './errors';

let signedOut: () => void = () => {};

/** Sets what happens when the server no longer knows who asks. */
export function onSignedOut(handler: () => void): void {
  signedOut = handler;
}

function noticeSignedOut(error: unknown): boolean {
  if (!isCode(error, 'UNAUTHENTICATED')) return false;
  signedOut();
  return true;
}

/** Only what may pass on its own is tried again. */
function mayRetry(failures: number, error: unknown): boolean {
  const passing = error instanceof ApiError && (error.code === 'NETWORK' || error.code === 'INTERNAL');
  return passing && failures < 2;
}

declare module '@tanstack/react-query' {
  interface Register {
    mutationMeta: {
      /** The mutation tells its errors itself. */
      quiet?: boolean;
    };
  }
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  mutationCache: new MutationCache({
    onError: (error, _variables, _context, mutation) => {
      if (!noticeSignedOut(error) && !mutation.meta?.quiet) toast.error(messageOf(error));
    },
  }),
  defaultOptions: { queries: { staleTime: 30_000, retry: mayRetry } },
});
