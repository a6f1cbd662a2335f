import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { toast } from 'sonner';

type Change<Input, Output> = {
  run: (input: Input) => Promise<Output>;
  /** Queries that are stale afterwards. */
  stale: QueryKey[];
  done?: (output: Output, input: Input) => void;
  /** What to say afterwards. */
  say?: string;
  /** The form shows the error itself. */
  quiet?: boolean;
};

/** A change of settings: sends it, loads anew what it made stale, and says that it is done. */
export function useChange<Input, Output>({ run, stale, done, say, quiet }: Change<Input, Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    meta: { quiet },
    onSuccess: async (output, input) => {
      done?.(output, input);
      if (say) toast(say);
      // the audit record has a new line after every change
      const keys: QueryKey[] = [...stale, ['events']];
      await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
  });
}
