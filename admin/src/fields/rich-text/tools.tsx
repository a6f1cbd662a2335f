import type { Editor } from '@tiptap/react';
import {
  Bold,
  Code,
  Heading2,
  Heading3,
  Highlighter,
  Italic,
  List,
  ListOrdered,
  Pilcrow,
  Quote,
  SquareCode,
  Strikethrough,
  Subscript,
  Superscript,
  Underline,
  type LucideIcon,
} from 'lucide-react';

/** A button of the toolbar. */
export type Tool = {
  name: string;
  label: string;
  keys?: string;
  icon: LucideIcon;
  isOn: (editor: Editor) => boolean;
  run: (editor: Editor) => void;
};

function chain(editor: Editor) {
  return editor.chain().focus();
}

function heading(level: 2 | 3, label: string, icon: LucideIcon): Tool {
  return {
    name: `heading${level}`,
    label,
    icon,
    keys: `mod+alt+${level}`,
    isOn: (editor) => editor.isActive('heading', { level }),
    run: (editor) => chain(editor).toggleHeading({ level }).run(),
  };
}

function mark(name: string, label: string, icon: LucideIcon, keys?: string): Tool {
  return {
    name,
    label,
    icon,
    keys,
    isOn: (editor) => editor.isActive(name),
    run: (editor) => chain(editor).toggleMark(name).run(),
  };
}

const paragraph: Tool = {
  name: 'paragraph',
  label: 'Paragraph',
  icon: Pilcrow,
  keys: 'mod+alt+0',
  isOn: () => false,
  run: (editor) => chain(editor).setParagraph().run(),
};

const bulletList: Tool = {
  name: 'bulletList',
  label: 'Bullet list',
  icon: List,
  keys: 'mod+shift+8',
  isOn: (editor) => editor.isActive('bulletList'),
  run: (editor) => chain(editor).toggleBulletList().run(),
};

const orderedList: Tool = {
  name: 'orderedList',
  label: 'Numbered list',
  icon: ListOrdered,
  keys: 'mod+shift+7',
  isOn: (editor) => editor.isActive('orderedList'),
  run: (editor) => chain(editor).toggleOrderedList().run(),
};

const quote: Tool = {
  name: 'blockquote',
  label: 'Quote',
  icon: Quote,
  keys: 'mod+shift+b',
  isOn: (editor) => editor.isActive('blockquote'),
  run: (editor) => chain(editor).toggleBlockquote().run(),
};

/** The buttons that always show, in groups. */
export const mainTools: Tool[][] = [
  [paragraph, heading(2, 'Heading', Heading2), heading(3, 'Small heading', Heading3)],
  [
    mark('bold', 'Bold', Bold, 'mod+b'),
    mark('italic', 'Italic', Italic, 'mod+i'),
    mark('code', 'Code', Code, 'mod+e'),
  ],
  [bulletList, orderedList, quote],
];

/** The buttons of the menu behind them. */
export const moreTools: Tool[] = [
  mark('underline', 'Underline', Underline, 'mod+u'),
  mark('strike', 'Strike through', Strikethrough, 'mod+shift+s'),
  mark('highlight', 'Highlight', Highlighter, 'mod+shift+h'),
  mark('subscript', 'Subscript', Subscript, 'mod+,'),
  mark('superscript', 'Superscript', Superscript, 'mod+.'),
  {
    name: 'codeBlock',
    label: 'Code block',
    icon: SquareCode,
    keys: 'mod+alt+c',
    isOn: (editor) => editor.isActive('codeBlock'),
    run: (editor) => chain(editor).toggleCodeBlock().run(),
  },
];
