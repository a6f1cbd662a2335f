import type { ReactNode } from 'react';
import { Check, Circle, CircleAlert, CloudOff, Loader } from 'lucide-react';
import type { OpenEntry } from './editor-store';
import { useRevision } from './store/use-store';

function noteOf(store: OpenEntry, autosave: boolean): [icon: ReactNode, text: string] {
  if (store.clashes.size > 0) return [<CircleAlert className="text-amber" />, `${store.clashes.size} to settle`];
  switch (store.state.kind) {
    case 'saving':
      return [<Loader className="animate-spin" />, 'Saving…'];
    case 'dirty':
      return [<Circle />, autosave ? 'Editing…' : 'Not saved'];
    case 'offline':
      return [<CloudOff className="text-amber" />, 'Offline, kept on this device'];
    case 'refused':
      return [<CircleAlert className="text-red" />, 'Not saved'];
    case 'saved':
      return [<Check className="text-green" />, 'Saved'];
    default:
      return store.entry ? [<Check className="text-green" />, 'All saved'] : [<Circle />, 'New'];
  }
}

/** Whether everything is saved. */
export function SaveNote({ store, autosave }: { store: OpenEntry; autosave: boolean }) {
  useRevision(store);
  const [icon, text] = noteOf(store, autosave);
  return (
    <span role="status" className="flex shrink-0 items-center gap-1.5 text-xs text-fg-2 [&_svg]:size-3.5">
      {icon}
      <span className="max-md:sr-only">{text}</span>
    </span>
  );
}
