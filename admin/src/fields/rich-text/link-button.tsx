import { useState } from 'react';
import type { Editor } from '@tiptap/react';
import { Link2 } from 'lucide-react';
import { Button } from '@/ui/button';
import { Popover } from '@/ui/popover';
import { TextInput } from '@/ui/text-input';

/** Sets, changes or takes away the link of the selected text. */
export function LinkButton({ editor, isOn }: { editor: Editor; isOn: boolean }) {
  const [open, setOpen] = useState(false);
  const [href, setHref] = useState('');

  function onOpenChange(next: boolean) {
    if (next) setHref(String(editor.getAttributes('link').href ?? ''));
    setOpen(next);
  }

  function apply(address: string) {
    const chain = editor.chain().focus().extendMarkRange('link');
    if (address) chain.setLink({ href: address }).run();
    else chain.unsetLink().run();
    setOpen(false);
  }

  const trigger = (
    <Button variant="ghost" size="sm" square tabIndex={-1} aria-label="Link" title="Link" aria-pressed={isOn}>
      <Link2 />
    </Button>
  );
  return (
    <Popover label="Link" open={open} onOpenChange={onOpenChange} trigger={trigger}>
      <form
        className="flex w-80 gap-2 p-2"
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          apply(href.trim());
        }}
      >
        <TextInput
          autoFocus
          aria-label="Address"
          placeholder="https:// or /page"
          value={href}
          onChange={(event) => setHref(event.target.value)}
          className="flex-1"
        />
        <Button type="submit" variant="primary" className="h-9">
          Set
        </Button>
        {isOn && (
          <Button className="h-9" onClick={() => apply('')}>
            Remove
          </Button>
        )}
      </form>
    </Popover>
  );
}
