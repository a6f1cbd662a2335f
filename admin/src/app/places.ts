import { Home, Image, Settings, Shapes, SquareTerminal, Trash2, type LucideIcon } from 'lucide-react';

/** A page that is always there; sidebar, palette and shortcuts are made of this. */
export type Place = {
  to: '/' | '/media' | '/trash' | '/models' | '/playground' | '/settings';
  label: string;
  words: string;
  keys: string;
  icon: LucideIcon;
};

export const contentPlaces: Place[] = [
  { to: '/', label: 'Home', words: 'start recent', keys: 'g h', icon: Home },
  { to: '/media', label: 'Media', words: 'assets images files upload', keys: 'g m', icon: Image },
];

export const buildPlaces: Place[] = [
  { to: '/trash', label: 'Trash', words: 'deleted bin restore bring back undelete', keys: 'g t', icon: Trash2 },
  { to: '/models', label: 'Content models', words: 'schema types fields components', keys: 'g c', icon: Shapes },
  { to: '/playground', label: 'API playground', words: 'graphql graphiql query', keys: 'g p', icon: SquareTerminal },
  { to: '/settings', label: 'Settings', words: 'people keys webhooks locales profile', keys: 'g s', icon: Settings },
];

export const places: Place[] = [...contentPlaces, ...buildPlaces];
