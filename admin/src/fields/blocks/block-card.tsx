import { useState } from 'react';
import { ChevronRight, Copy, MoreHorizontal, Trash2 } from 'lucide-react';
import type { Model } from '@/api/models';
import { cn } from '@/lib/cn';
import { Button } from '@/ui/button';
import { Menu, MenuItem } from '@/ui/menu';
import { SortableItem } from '@/ui/sortable-list';
import { ComponentFields } from '../component/component-fields';
import { summaryOf, type Block } from './block-value';

type Props = {
  block: Block;
  component: Model | undefined;
  path: string;
  readOnly: boolean;
  startOpen: boolean;
  onChange: (block: Block) => void;
  onRemove: () => void;
  onDuplicate: () => void;
};

/** One block: closed it is a line, open it shows its fields. */
export function BlockCard({ block, component, path, readOnly, startOpen, onChange, onRemove, onDuplicate }: Props) {
  const [open, setOpen] = useState(startOpen);
  const name = component?.name ?? block.component;
  const trigger = (
    <Button variant="ghost" size="sm" square aria-label={`More for ${name}`}>
      <MoreHorizontal />
    </Button>
  );
  const menu = (
    <Menu trigger={trigger}>
      <MenuItem icon={<Copy />} onClick={onDuplicate}>
        Duplicate
      </MenuItem>
      <MenuItem icon={<Trash2 />} danger onClick={onRemove}>
        Remove
      </MenuItem>
    </Menu>
  );
  return (
    <SortableItem id={block.key} label={name} disabled={readOnly} className="mb-2 overflow-hidden rounded-lg border border-line">
      <div className="min-w-0 flex-1 border-l border-line">
        <div className="flex h-10 items-center pr-1.5">
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="flex h-full min-w-0 flex-1 items-center gap-2 pl-2.5 text-left text-sm -outline-offset-2"
          >
            <ChevronRight className={cn('size-4 shrink-0 text-fg-3 transition-transform', open && 'rotate-90')} aria-hidden />
            <span className="font-[550]">{name}</span>
            {!open && <span className="truncate text-fg-3">{summaryOf(block.values)}</span>}
          </button>
          {!readOnly && menu}
        </div>
        {open && (
          <div className="border-t border-line bg-canvas/50 p-4">
            {component ? (
              <ComponentFields
                component={component}
                path={`${path}.${block.component}`}
                value={block.values}
                onChange={(values) => onChange({ ...block, values: values as Block['values'] })}
              />
            ) : (
              <p className="text-sm text-fg-3">Its component does not exist any more.</p>
            )}
          </div>
        )}
      </div>
    </SortableItem>
  );
}
