import type { Editor } from '@tiptap/react';
import { ChevronDown, Table } from 'lucide-react';
import { Button } from '@/ui/button';
import { Menu, MenuItem, MenuSeparator } from '@/ui/menu';

/** What can be done to the table that the cursor stands in. */
export function TableMenu({ editor }: { editor: Editor }) {
  const chain = () => editor.chain().focus();
  const trigger = (
    <Button variant="ghost" size="sm" tabIndex={-1}>
      <Table />
      Table
      <ChevronDown className="!size-3" />
    </Button>
  );
  return (
    <Menu align="start" trigger={trigger}>
      <MenuItem onClick={() => chain().addRowBefore().run()}>Add a row above</MenuItem>
      <MenuItem onClick={() => chain().addRowAfter().run()}>Add a row below</MenuItem>
      <MenuItem onClick={() => chain().addColumnBefore().run()}>Add a column to the left</MenuItem>
      <MenuItem onClick={() => chain().addColumnAfter().run()}>Add a column to the right</MenuItem>
      <MenuItem onClick={() => chain().toggleHeaderRow().run()}>Head row</MenuItem>
      <MenuItem onClick={() => chain().mergeOrSplit().run()}>Merge or split cells</MenuItem>
      <MenuSeparator />
      <MenuItem onClick={() => chain().deleteRow().run()}>Remove the row</MenuItem>
      <MenuItem onClick={() => chain().deleteColumn().run()}>Remove the column</MenuItem>
      <MenuItem danger onClick={() => chain().deleteTable().run()}>
        Remove the table
      </MenuItem>
    </Menu>
  );
}
