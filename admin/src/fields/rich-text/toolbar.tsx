import { Fragment, useRef, type KeyboardEvent } from 'react';
import { useEditorState, type Editor } from '@tiptap/react';
import { MoreHorizontal } from 'lucide-react';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { Menu, MenuItem } from '@/ui/menu';
import { InsertMenu } from './insert-menu';
import { LinkButton } from './link-button';
import { TableMenu } from './table-menu';
import { mainTools, moreTools, type Tool } from './tools';
import { wordCount } from './word-count';

function stateOf(editor: Editor) {
  const tools = [...mainTools.flat(), ...moreTools];
  return {
    on: tools.filter((tool) => tool.isOn(editor)).map((tool) => tool.name),
    link: editor.isActive('link'),
    table: editor.isActive('table'),
    words: wordCount(editor.state.doc),
  };
}

/** The index that a key of a toolbar leads to; null for other keys. */
function target(key: string, at: number, length: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return (at + 1) % length;
    case 'ArrowLeft':
      return (at - 1 + length) % length;
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return null;
  }
}

/** The buttons above a rich text. Tab reaches it once; arrows move inside. */
export function Toolbar({ editor, label }: { editor: Editor; label: string }) {
  const bar = useRef<HTMLDivElement>(null);
  const state = useEditorState({ editor, selector: ({ editor: current }) => stateOf(current) });

  function onKeyDown(event: KeyboardEvent) {
    const buttons = [...(bar.current?.querySelectorAll<HTMLButtonElement>(':scope > button') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const next = at < 0 ? null : target(event.key, at, buttons.length);
    if (next === null) return;
    event.preventDefault();
    buttons[next]?.focus();
  }

  const button = (tool: Tool, first: boolean) => (
    <IconButton
      key={tool.name}
      size="sm"
      label={tool.label}
      keys={tool.keys}
      tabIndex={first ? 0 : -1}
      aria-pressed={state.on.includes(tool.name)}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => tool.run(editor)}
    >
      <tool.icon />
    </IconButton>
  );

  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={`${label}: formatting`}
      onKeyDown={onKeyDown}
      className="sticky top-0 z-10 flex min-h-10 flex-wrap items-center gap-0.5 rounded-t-md border-b border-line bg-surface/95 px-1.5 backdrop-blur"
    >
      {mainTools.map((group, i) => (
        <Fragment key={i}>
          {i > 0 && <span className="mx-1 h-4 w-px bg-line" aria-hidden />}
          {group.map((tool, j) => button(tool, i === 0 && j === 0))}
        </Fragment>
      ))}
      <LinkButton editor={editor} isOn={state.link} />
      <Menu
        align="start"
        trigger={
          <Button variant="ghost" size="sm" square tabIndex={-1} aria-label="More formatting">
            <MoreHorizontal />
          </Button>
        }
      >
        {moreTools.map((tool) => (
          <MenuItem key={tool.name} icon={<tool.icon />} keys={tool.keys} onClick={() => tool.run(editor)}>
            {tool.label}
          </MenuItem>
        ))}
      </Menu>
      <span className="mx-1 h-4 w-px bg-line" aria-hidden />
      <InsertMenu editor={editor} />
      {state.table && <TableMenu editor={editor} />}
      <span className="flex-1" />
      <span className="pr-1.5 text-xs text-fg-3 tabular-nums">{state.words} words</span>
    </div>
  );
}
