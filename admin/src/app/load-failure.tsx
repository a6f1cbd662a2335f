import { useRouter } from '@tanstack/react-router';
import { Failure } from '@/ui/failure';

/** Stands in for a page that broke or could not be loaded. */
export function LoadFailure({ error, reset }: { error: unknown; reset: () => void }) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <div className="grid h-full place-items-center">
      <Failure error={error} onRetry={retry} />
    </div>
  );
}
