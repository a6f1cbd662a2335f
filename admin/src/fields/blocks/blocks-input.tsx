import { useState } from 'react';
import { Plus } from 'lucide-react';
import { useComponents } from '@/api/models';
import { moved, removedAt, replacedAt } from '@/lib/arrays';
import { Button } from '@/ui/button';
import { Menu, MenuItem } from '@/ui/menu';
import { SortableList } from '@/ui/sortable-list';
import { useEditing } from '../editing';
import type { InputProps } from '../field-ui';
import { BlockCard } from './block-card';
import { blockOf, newBlock, toItem, type Block } from './block-value';

/** A list of different components. */
export default function BlocksInput({ field, path, value, onChange, id, labelId }: InputProps) {
  const { readOnly } = useEditing();
  const components = useComponents(field.components);
  const [added, setAdded] = useState<string | null>(null);
  const blocks = (Array.isArray(value) ? value : []).map(blockOf);
  const set = (next: Block[]) => onChange(next.map(toItem));

  function insert(block: Block, at: number) {
    setAdded(block.key);
    set([...blocks.slice(0, at), block, ...blocks.slice(at)]);
  }

  const add = (
    <Menu
      align="start"
      trigger={
        <Button id={id} aria-label={`Add a block to ${field.name}`}>
          <Plus />
          Add a block
        </Button>
      }
    >
      {components.map((component) => (
        <MenuItem key={component.apiId} onClick={() => insert(newBlock(component.apiId), blocks.length)}>
          {component.name}
        </MenuItem>
      ))}
    </Menu>
  );
  return (
    <div role="group" aria-labelledby={labelId}>
      <SortableList ids={blocks.map((block) => block.key)} onMove={(from, to) => set(moved(blocks, from, to))}>
        <ul>
          {blocks.map((block, i) => (
            <BlockCard
              key={block.key}
              block={block}
              component={components.find((component) => component.apiId === block.component)}
              path={`${path}[${i}]`}
              readOnly={readOnly}
              startOpen={block.key === added}
              onChange={(next) => set(replacedAt(blocks, i, next))}
              onRemove={() => set(removedAt(blocks, i))}
              onDuplicate={() => insert({ ...newBlock(block.component), values: block.values }, i + 1)}
            />
          ))}
        </ul>
      </SortableList>
      {!readOnly && add}
    </div>
  );
}
