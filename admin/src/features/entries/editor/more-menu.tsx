import { Archive, ArchiveRestore, Copy, Eye, History, MoreHorizontal, Trash2 } from 'lucide-react';
import { useCan } from '@/api/can';
import type { Model } from '@/api/models';
import { Button } from '@/ui/button';
import { Menu, MenuItem, MenuSeparator } from '@/ui/menu';
import { useEditorContext } from './editor-context';
import type { EditorActions } from './use-editor-actions';

/** What is done with an entry as a whole, and rarely. */
export function MoreMenu({ model, actions }: { model: Model; actions: EditorActions }) {
  const { store } = useEditorContext();
  const { entry } = store;
  const { lifecycle } = actions;
  const mayCreate = useCan('create') && !model.singleton && !model.builtin;
  const mayPublish = useCan('publish', entry?.createdBy.id) && !model.builtin;
  const mayDelete = useCan('delete', entry?.createdBy.id);
  if (!entry || entry.status === 'TRASHED') return null;
  const trigger = (
    <Button variant="ghost" square aria-label="More">
      <MoreHorizontal />
    </Button>
  );
  return (
    <Menu trigger={trigger}>
      {model.previewUrl && (
        <MenuItem icon={<Eye />} keys="p" onClick={actions.preview.start}>
          Preview
        </MenuItem>
      )}
      <MenuItem icon={<History />} keys="h" onClick={actions.openHistory}>
        History
      </MenuItem>
      <MenuItem icon={<Copy />} disabled={!mayCreate} onClick={() => lifecycle.duplicate.mutate()}>
        Duplicate
      </MenuItem>
      {entry.status === 'ARCHIVED' ? (
        <MenuItem
          icon={<ArchiveRestore />}
          disabled={!mayPublish}
          onClick={() => lifecycle.unarchive.mutate({ id: entry.id, live: false })}
        >
          Take out of the archive
        </MenuItem>
      ) : (
        <MenuItem icon={<Archive />} disabled={!mayPublish} onClick={() => lifecycle.archive.mutate()}>
          Archive
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem icon={<Trash2 />} danger disabled={!mayDelete} keys="delete" onClick={actions.askDelete}>
        Move to the trash
      </MenuItem>
    </Menu>
  );
}
