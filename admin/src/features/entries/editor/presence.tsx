import { Avatar } from '@/ui/avatar';
import { Tooltip } from '@/ui/tooltip';
import { usePresence } from './use-presence';

const MOST = 3;

/** Who else has the entry open. */
export function Presence({ entry }: { entry: string }) {
  const others = usePresence(entry);
  if (others.length === 0) return null;
  const names = others.map(({ actor }) => actor.name).join(', ');
  return (
    <Tooltip label={`${names} ${others.length === 1 ? 'has' : 'have'} this open`}>
      <span role="img" aria-label={`Also here: ${names}`} className="flex shrink-0 items-center -space-x-1.5">
        {others.slice(0, MOST).map(({ actor }) => (
          <span key={actor.id} className="rounded-full ring-2 ring-surface">
            <Avatar name={actor.name} size={24} />
          </span>
        ))}
        {others.length > MOST && <span className="pl-2.5 text-xs text-fg-2">+{others.length - MOST}</span>}
      </span>
    </Tooltip>
  );
}
