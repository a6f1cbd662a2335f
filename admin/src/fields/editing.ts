import { createContext, useContext } from 'react';

/** What inputs may know of the entry they stand in. */
export type Editing = {
  locale: string;
  /** The entry is live or was: its addresses stay as they are. */
  published: boolean;
  /** Nothing can be changed. */
  readOnly: boolean;
  /** What the server found wrong at a path inside a component or block. */
  problemAt: (path: string) => string | null;
};

export const EditingContext = createContext<Editing>({
  locale: 'en',
  published: false,
  readOnly: false,
  problemAt: () => null,
});

export function useEditing(): Editing {
  return useContext(EditingContext);
}

/** The text of the title field, in this locale and in the default one. Of its own, since it changes with every key. */
export type Titles = { here: string; byDefault: string };

export const TitlesContext = createContext<Titles>({ here: '', byDefault: '' });

export function useTitles(): Titles {
  return useContext(TitlesContext);
}
