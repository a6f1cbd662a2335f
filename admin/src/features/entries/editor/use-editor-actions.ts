import { useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { toast } from 'sonner';
import { useCan } from '@/api/can';
import { messageOf } from '@/api/errors';
import type { Model } from '@/api/models';
import { count } from '@/lib/format';
import { useHotkeys } from '@/lib/hotkeys';
import { setPrefs, usePrefs } from '@/lib/prefs';
import { isAway } from './away-notice';
import type { OpenEntry } from './editor-store';
import { toDoList } from './problems';
import type { Slot } from './store/slots';
import { useScheduleDialog } from '../schedule/use-schedule-dialog';
import { useLifecycle } from './use-lifecycle';
import { usePreview } from './use-preview';

type Options = {
  model: Model;
  store: OpenEntry;
  locale: string;
  locales: string[];
  readOnly: boolean;
  /** Shows the field of a slot, in its locale. */
  onJump: (slot: Slot) => void;
  /** From now on every field tells what is wrong with it. */
  onShowAll: () => void;
};

/** What can be done in the editor, by buttons and by keys. */
export function useEditorActions({ model, store, locale, locales, readOnly, onJump, onShowAll }: Options) {
  const { inspector } = usePrefs();
  const mayPublish = useCan('publish', store.entry?.createdBy.id) && model.drafts && !(store.entry && isAway(store.entry));
  const mayDelete = useCan('delete', store.entry?.createdBy.id) && store.entry?.status !== 'TRASHED';
  const navigate = useNavigate();
  const [planOpen, setPlanOpen] = useState(false);

  /** True when nothing stops the entry from being published; else it leads to the first thing that does. */
  function isReady(): boolean {
    const [first, ...others] = toDoList(model, store, locales);
    if (!first) return true;
    onShowAll();
    onJump(first.slot);
    toast.error(`${count(others.length + 1, 'thing')} to do before publishing`);
    return false;
  }

  const lifecycle = useLifecycle(store, () => isReady());

  const planner = useScheduleDialog(store.entry?.id, lifecycle.saved);

  const preview = usePreview(lifecycle.saved, locale);

  async function save() {
    const done = await store.flush();
    if (done && store.dirty().length === 0) toast('Saved');
    else if (store.state.kind === 'refused') toast.error(store.state.message);
  }

  function publish(options: { locales?: string[]; withReferences?: boolean }) {
    // another locale may have problems that publishing this one does not mind
    if (options.locales || isReady()) lifecycle.publish.mutate(options);
  }

  async function openPlan() {
    try {
      await lifecycle.saved();
      setPlanOpen(true);
    } catch (error) {
      toast.error(messageOf(error));
    }
  }

  const plan = { open: planOpen, start: () => void openPlan(), close: () => setPlanOpen(false) };

  function undo() {
    const slot = store.undo();
    if (slot) onJump(slot);
  }

  function redo() {
    const slot = store.redo();
    if (slot) onJump(slot);
  }

  async function askDelete() {
    // what was written just now comes back with the entry
    if (model.drafts) await store.flush();
    if (store.entry) lifecycle.deletion.ask(store.entry);
  }

  async function openHistory() {
    // what is being written belongs to what is compared
    await store.flush();
    if (store.entry) await navigate({ to: '/content/$model/$id/history', params: { model: model.apiId, id: store.entry.id } });
  }

  const toggle = () => setPrefs({ inspector: !inspector });
  const group = 'This entry';
  const editing = [
    { keys: 'mod+s', label: 'Save now', group, inField: true, run: () => void save() },
    { keys: 'mod+enter', label: 'Publish', group, inField: true, run: () => (model.drafts ? publish({}) : void save()) },
    { keys: 'mod+z', label: 'Undo', group, run: undo },
    { keys: 'mod+shift+z', label: 'Redo', group, run: redo },
  ];
  useHotkeys([
    ...(readOnly ? [] : editing),
    { keys: 'i', label: 'Show or hide the details', group, run: toggle },
    ...(model.previewUrl ? [{ keys: 'p', label: 'Preview', group, run: preview.start }] : []),
    { keys: 'h', label: 'History', group, run: () => void openHistory() },
    ...(mayPublish ? [{ keys: 's', label: 'Schedule', group, run: planner.start }] : []),
    ...(mayDelete ? [{ keys: 'delete', label: 'Move to the trash', group, run: () => void askDelete() }] : []),
  ]);
  return { lifecycle, planner, plan, preview, save, publish, undo, redo, askDelete: () => void askDelete(), openHistory: () => void openHistory() };
}

export type EditorActions = ReturnType<typeof useEditorActions>;
