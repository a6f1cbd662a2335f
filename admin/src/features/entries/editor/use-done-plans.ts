import { useEffect, useRef } from 'react';
import { execute } from '@/api/client';
import { EntryDocument } from '@/api/generated/graphql';
import type { Scheduled } from '@/api/schedule';
import type { OpenEntry } from './editor-store';

/** Takes over what became of the entry when something that was planned for it is no longer to come. */
export function useDonePlans(store: OpenEntry, planned: Scheduled[] | undefined) {
  const before = useRef<number | null>(null);
  const open = planned?.filter((each) => each.failure === null).length;
  useEffect(() => {
    if (open === undefined) return;
    const fewer = before.current !== null && open < before.current;
    before.current = open;
    if (!fewer || !store.entry) return;
    execute(EntryDocument, { id: store.entry.id })
      .then(({ entry }) => entry && store.adopt(entry))
      .catch(() => {}); // the next save tells
  }, [store, open]);
}
