import { useState } from 'react';

export const NEW = 'new';

type State = { key: string; id: string };

/**
 * A key for the editor of an entry. It stays the same when a new entry gets its id, so that nobody loses the cursor.
 */
export function useEditorKey(id: string) {
  const [state, setState] = useState<State>(() => ({ key: crypto.randomUUID(), id }));
  const [adopted, setAdopted] = useState<string | null>(null);
  let current = state;
  if (state.id !== id) {
    const stays = state.id.endsWith(`/${NEW}`) && id === adopted;
    current = stays ? { key: state.key, id } : { key: crypto.randomUUID(), id };
    setState(current);
    if (!stays) setAdopted(null);
  }
  return { key: current.key, isAdopted: adopted === id, adopt: setAdopted };
}
