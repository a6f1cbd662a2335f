import { createContext, useContext } from 'react';

/** What inputs may know of the entry they stand in. */
export type Editing = {
  locale: string;
  /** The text of the title field in this locale, of which slugs are made. */
  title: string;
  /** Nothing can be changed. */
  readOnly: boolean;
  /** What the server found wrong at a path inside a component or block. */
  problemAt: (path: string) => string | null;
};

export const EditingContext = createContext<Editing>({
  locale: 'en',
  title: '',
  readOnly: false,
  problemAt: () => null,
});

export function useEditing(): Editing {
  return useContext(EditingContext);
}
