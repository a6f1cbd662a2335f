import { Check, Circle, CircleAlert, CloudOff, Loader, type LucideIcon } from 'lucide-react';
import type { OpenEntry } from './editor-store';
import { useRevision } from './store/use-store';

type Note = { Icon: LucideIcon; look?: string; text: string };

function noteOf(store: OpenEntry, autosave: boolean): Note {
  if (store.clashes.size > 0) return { Icon: CircleAlert, look: 'text-amber', text: `${store.clashes.size} to settle` };
  switch (store.state.kind) {
    case 'saving':
      return { Icon: Loader, look: 'animate-spin', text: 'Saving…' };
    case 'dirty':
      return { Icon: Circle, text: autosave ? 'Editing…' : 'Not saved' };
    case 'offline':
      return { Icon: CloudOff, look: 'text-amber', text: 'Offline, kept on this device' };
    case 'refused':
      return { Icon: CircleAlert, look: 'text-red', text: 'Not saved' };
    case 'saved':
      return { Icon: Check, look: 'text-green', text: 'Saved' };
    default:
      return store.entry ? { Icon: Check, look: 'text-green', text: 'All saved' } : { Icon: Circle, text: 'New' };
  }
}

/** Whether everything is saved. */
export function SaveNote({ store, autosave }: { store: OpenEntry; autosave: boolean }) {
  useRevision(store);
  const { Icon, look, text } = noteOf(store, autosave);
  return (
    <span role="status" className="flex shrink-0 items-center gap-1.5 text-xs text-fg-2 [&_svg]:size-3.5">
      <Icon className={look} aria-hidden />
      <span className="max-md:sr-only">{text}</span>
    </span>
  );
}
