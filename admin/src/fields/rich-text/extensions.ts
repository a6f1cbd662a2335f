import { Code } from '@tiptap/extension-code';
import { Highlight } from '@tiptap/extension-highlight';
import { Link } from '@tiptap/extension-link';
import { ListItem } from '@tiptap/extension-list';
import { Subscript } from '@tiptap/extension-subscript';
import { Superscript } from '@tiptap/extension-superscript';
import { TableKit } from '@tiptap/extension-table';
import { Placeholder } from '@tiptap/extensions';
import { StarterKit } from '@tiptap/starter-kit';
import { EmbedAsset, EmbedEntry, EmbedLink, Picture } from './embed-nodes';

/** The nodes and marks of our stored form, and nothing else, so that no document loses anything by being opened. */
export const extensions = [
  StarterKit.configure({
    heading: { levels: [1, 2, 3, 4, 5, 6] },
    // it would change documents that end with a table just by opening them
    trailingNode: false,
    code: false,
    link: false,
    listItem: false,
  }),
  // imports bring items that begin with something else than a paragraph
  ListItem.extend({ content: 'block+' }),
  // the stored form lets code be bold, too
  Code.extend({ excludes: '' }),
  Link.configure({ openOnClick: false, autolink: true, defaultProtocol: 'https' }),
  TableKit.configure({ table: { resizable: false } }),
  Subscript,
  Superscript,
  Highlight,
  EmbedEntry,
  EmbedAsset,
  EmbedLink,
  Picture,
  Placeholder.configure({ placeholder: 'Write here' }),
];
