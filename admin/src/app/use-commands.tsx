import type { ReactNode } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { Bookmark, CornerDownLeft, FileText, Keyboard, LogOut, Moon, Plus } from 'lucide-react';
import { ASSET, listName, useSchema } from '@/api/models';
import { useViews } from '@/api/views';
import { searchOf } from '@/features/entries/views/view-search';
import { activeHotkeys } from '@/lib/hotkeys';
import { toggleTheme } from '@/lib/prefs';
import { openOverlay } from './overlays';
import { places } from './places';
import { useSignOut } from './use-sign-out';

/** One line of the palette. */
export type Command = {
  id: string;
  group: string;
  label: string;
  /** More words by which it is found. */
  words?: string;
  keys?: string;
  icon: ReactNode;
  after?: ReactNode;
  run: () => void;
};

/** The commands of the page that the palette was opened on. */
function pageCommands(): Command[] {
  return activeHotkeys()
    .filter((hotkey) => hotkey.group.startsWith('This '))
    .map((hotkey) => ({ ...hotkey, id: `key-${hotkey.keys}`, icon: <CornerDownLeft /> }));
}

/** Everything that can be done or gone to from anywhere. */
export function useCommands(): Command[] {
  const navigate = useNavigate();
  const leave = useSignOut();
  const views = useViews();
  const models = useSchema().models.filter((model) => model.apiId !== ASSET);
  const toModels = models.map((model) => ({
    id: `model-${model.apiId}`,
    group: 'Go to',
    label: listName(model),
    words: `${model.apiId} ${model.pluralApiId}`,
    icon: <FileText />,
    run: () => void navigate({ to: '/content/$model', params: { model: model.apiId } }),
  }));
  const toPlaces = places.map((place) => ({
    id: `place-${place.to}`,
    group: 'Go to',
    label: place.label,
    words: place.words,
    keys: place.keys,
    icon: <place.icon />,
    run: () => void navigate({ to: place.to }),
  }));
  const creations = models
    .filter((model) => !model.singleton)
    .map((model) => ({
      id: `new-${model.apiId}`,
      group: 'Create',
      label: `New ${model.name.toLowerCase()}`,
      words: 'create add write',
      icon: <Plus />,
      run: () => void navigate({ to: '/content/$model/$id', params: { model: model.apiId, id: 'new' } }),
    }));
  const toViews = views.map((view) => ({
    id: `view-${view.id}`,
    group: 'Go to',
    label: view.name,
    words: `view ${view.model}`,
    icon: <Bookmark />,
    run: () => void navigate({ to: '/content/$model', params: { model: view.model }, search: searchOf(view) }),
  }));
  return [
    ...pageCommands(),
    ...toPlaces,
    ...toModels,
    ...toViews,
    ...creations,
    { id: 'theme', group: 'Preferences', label: 'Switch the theme', words: 'dark light', keys: 'mod+shift+l', icon: <Moon />, run: toggleTheme },
    { id: 'shortcuts', group: 'Preferences', label: 'Keyboard shortcuts', keys: '?', icon: <Keyboard />, run: () => openOverlay('shortcuts') },
    { id: 'sign-out', group: 'Preferences', label: 'Sign out', words: 'log out leave', icon: <LogOut />, run: () => void leave() },
  ];
}
