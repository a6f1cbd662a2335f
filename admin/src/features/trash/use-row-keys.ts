import type { RefObject } from 'react';
import { useHotkeys } from '@/lib/hotkeys';

const GROUP = 'This page';

/** Moves between the rows of the trash and acts on the one that has the focus. */
export function useRowKeys(list: RefObject<HTMLElement | null>, mayPurge: boolean) {
  const rows = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-trashed]') ?? [])];
  const current = () => rows().findIndex((row) => row.contains(document.activeElement));
  const button = (row: HTMLElement | undefined, name: string) => row?.querySelector<HTMLButtonElement>(`[data-${name}]`);

  function move(step: number) {
    const all = rows();
    const at = current();
    const next = all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + step))];
    (button(next, 'restore') ?? button(next, 'purge'))?.focus();
  }

  const press = (name: string) => button(rows()[current()], name)?.click();
  useHotkeys([
    { keys: 'j', label: 'Next row', group: GROUP, run: () => move(1) },
    { keys: 'k', label: 'Previous row', group: GROUP, run: () => move(-1) },
    { keys: 'r', label: 'Restore the row', group: GROUP, run: () => press('restore') },
    ...(mayPurge ? [{ keys: 'delete', label: 'Remove the row for good', group: GROUP, run: () => press('purge') }] : []),
  ]);
}
