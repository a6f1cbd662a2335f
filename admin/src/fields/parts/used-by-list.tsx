import { Link } from '@tanstack/react-router';
import type { EntrySummary } from '@/api/entries';
import { StatusBadge } from './status-badge';

type Props = { users: Pick<EntrySummary, 'id' | 'model' | 'title' | 'status'>[]; none: string };

/** Links to the entries that refer to something, or a sentence if there are none. */
export function UsedByList({ users, none }: Props) {
  return (
    <>
      {users.length === 0 && <p className="text-sm text-fg-2">{none}</p>}
      <ul className="-mx-2">
        {users.map((user) => (
          <li key={user.id}>
            <Link
              to="/content/$model/$id"
              params={{ model: user.model, id: user.id }}
              className="flex items-center gap-2 rounded-md px-2 py-1.5 text-sm hover:bg-hover"
            >
              <span className="min-w-0 flex-1 truncate">{user.title}</span>
              <StatusBadge status={user.status} quiet />
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
