import { useSyncExternalStore } from 'react';

const query = window.matchMedia('(max-width: 860px)');

function subscribe(listener: () => void): () => void {
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/** Whether there is no room for side panels: a phone, or a laptop zoomed to 400 %. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}
