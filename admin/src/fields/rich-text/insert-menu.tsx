import { useState } from 'react';
import type { Editor } from '@tiptap/react';
import { ChevronDown, FileText, Image, Minus, Plus, Table } from 'lucide-react';
import type { EntrySummary } from '@/api/entries';
import { ASSET, useSchema } from '@/api/models';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Menu, MenuItem } from '@/ui/menu';
import { AssetDialog } from '../asset/asset-dialog';
import { ReferenceSearch } from '../reference/reference-search';

type Choosing = 'entry' | 'asset' | null;

/** What can be put into a text: files, entries, tables, dividers. */
export function InsertMenu({ editor }: { editor: Editor }) {
  const models = useSchema().models.filter((model) => model.apiId !== ASSET);
  const [choosing, setChoosing] = useState<Choosing>(null);

  function embed(type: 'embedEntry' | 'embedAsset', entry: EntrySummary) {
    editor.chain().focus().insertContent({ type, attrs: { id: entry.id } }).run();
    setChoosing(null);
  }

  const trigger = (
    <Button variant="ghost" size="sm" tabIndex={-1}>
      <Plus />
      Insert
      <ChevronDown className="!size-3" />
    </Button>
  );
  return (
    <>
      <Menu align="start" trigger={trigger}>
        <MenuItem icon={<Image />} onClick={() => setChoosing('asset')}>
          File or picture…
        </MenuItem>
        <MenuItem icon={<FileText />} onClick={() => setChoosing('entry')}>
          Entry…
        </MenuItem>
        <MenuItem icon={<Table />} onClick={() => editor.chain().focus().insertTable({ rows: 3, cols: 3 }).run()}>
          Table
        </MenuItem>
        <MenuItem icon={<Minus />} onClick={() => editor.chain().focus().setHorizontalRule().run()}>
          Divider
        </MenuItem>
      </Menu>
      <AssetDialog open={choosing === 'asset'} onClose={() => setChoosing(null)} onPick={(e) => embed('embedAsset', e)} />
      <Dialog open={choosing === 'entry'} onOpenChange={() => setChoosing(null)} title="Embed an entry" top>
        <div className="p-5">
          <div className="field-box">
            <ReferenceSearch
              label="Find an entry"
              targets={models}
              chosen={[]}
              autoFocus
              placeholder="Find by title…"
              onPick={(entry) => embed('embedEntry', entry)}
            />
          </div>
        </div>
      </Dialog>
    </>
  );
}
