import { createContext, useContext } from 'react';
import type { OpenEntry } from './editor-store';

type Value = {
  store: OpenEntry;
  locale: string;
  /** The codes of all locales, the default first. */
  locales: string[];
  /** Every field shows what is wrong with it, visited or not. */
  showAll: boolean;
};

export const EditorContext = createContext<Value | null>(null);

export function useEditorContext(): Value {
  const value = useContext(EditorContext);
  if (!value) throw new Error('EditorContext is missing above this component');
  return value;
}
