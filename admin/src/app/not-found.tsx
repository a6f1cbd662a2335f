import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { EmptyState } from '@/ui/empty-state';

export function NotFound() {
  const home = (
    <Link to="/" className="text-sm font-medium text-accent-fg underline underline-offset-2">
      Go home
    </Link>
  );
  return (
    <div className="grid h-full place-items-center">
      <EmptyState icon={<Compass />} title="There is nothing here" action={home}>
        The address may be wrong, or what it showed is gone.
      </EmptyState>
    </div>
  );
}
