import { lazy, Suspense, useState } from 'react';
import { Bookmark, BookmarkCheck, Pencil, Trash2 } from 'lucide-react';
import { useCan } from '@/api/can';
import { useMe } from '@/api/me';
import type { Model } from '@/api/models';
import { useViews, type View } from '@/api/views';
import { useHotkeys } from '@/lib/hotkeys';
import { Button } from '@/ui/button';
import { Menu, MenuItem } from '@/ui/menu';
import type { ListSearch } from '../list/search';
import { useViewChanges, type ViewDraft } from './use-view-changes';
import { currentView, isWorthSaving, toQuery } from './view-search';

const ViewDialog = lazy(() => import('./view-dialog'));

type MenuProps = { view: View; onChange: () => void; onRemove: () => void };

function ViewMenu({ view, onChange, onRemove }: MenuProps) {
  const me = useMe();
  const mayChange = useCan('administer') || view.by.id === me?.id;
  const trigger = (
    <Button size="sm" aria-label={`The view ${view.name}`}>
      <BookmarkCheck />
      <span className="max-w-32 truncate max-sm:sr-only">{view.name}</span>
    </Button>
  );
  return (
    <Menu trigger={trigger} align="start">
      <MenuItem icon={<Pencil />} disabled={!mayChange} onClick={onChange}>
        Rename or share…
      </MenuItem>
      <MenuItem icon={<Trash2 />} danger disabled={!mayChange} onClick={onRemove}>
        Remove the view
      </MenuItem>
    </Menu>
  );
}

/** Saves what a list shows under a name; of a list that has one, its name. */
export function ViewButton({ model, search }: { model: Model; search: ListSearch }) {
  const [draft, setDraft] = useState<ViewDraft | null>(null);
  const { save, remove } = useViewChanges();
  const view = currentView(useViews(), model.apiId, search);
  const savable = isWorthSaving(search) && !view;
  const query = toQuery(search);

  function open(from?: View) {
    save.reset();
    setDraft({ id: from?.id, model: model.apiId, name: from?.name ?? '', query, shared: from?.shared ?? false });
  }

  useHotkeys(savable ? [{ keys: 'v', label: 'Save this view', group: 'This list', run: () => open() }] : []);
  return (
    <>
      {view && <ViewMenu view={view} onChange={() => open(view)} onRemove={() => remove.mutate(view)} />}
      {savable && (
        <Button size="sm" variant="ghost" onClick={() => open()}>
          <Bookmark />
          <span className="max-sm:sr-only">Save view</span>
        </Button>
      )}
      {draft && (
        <Suspense fallback={null}>
          <ViewDialog
            draft={draft}
            busy={save.isPending}
            error={save.error?.message ?? null}
            onClose={() => setDraft(null)}
            onSave={(next) => save.mutate(next, { onSuccess: () => setDraft(null) })}
          />
        </Suspense>
      )}
    </>
  );
}
