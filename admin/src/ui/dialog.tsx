import type { ReactNode } from 'react';
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { cn } from '@/lib/cn';

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  footer?: ReactNode;
  children: ReactNode;
  width?: number;
  /** Without a visible head; the title is still read out. */
  bare?: boolean;
  /** Near the top, where a list may grow below it. */
  top?: boolean;
  /** Whether focus goes back to where it was; false when another dialog follows. */
  returnsFocus?: () => boolean;
};

/** Arrows that move an item of a SortableList are heard outside of the dialog, which otherwise keeps them to itself. */
function isMoved(target: EventTarget): boolean {
  return target instanceof Element && target.closest('[aria-roledescription="sortable"]') !== null;
}

export function Dialog(props: Props) {
  const { open, onOpenChange, title, description, footer, children, width = 520, bare, top } = props;
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/25 transition-opacity duration-100 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0 dark:bg-black/50" />
        <Base.Popup
          finalFocus={props.returnsFocus}
          onKeyDown={(event) => isMoved(event.target) && event.preventBaseUIHandler()}
          style={{ width: `min(${width}px, calc(100vw - 32px))` }}
          className={cn(
            'popup fixed left-1/2 z-40 flex max-h-[min(720px,calc(100dvh-64px))] -translate-x-1/2 flex-col !rounded-xl',
            top ? 'top-[12vh]' : 'top-1/2 -translate-y-1/2',
          )}
        >
          {bare ? (
            <Base.Title className="sr-only">{title}</Base.Title>
          ) : (
            <div className="flex items-start gap-3 border-b border-line px-5 py-4">
              <div className="min-w-0 flex-1">
                <Base.Title className="text-lg font-semibold tracking-tight">{title}</Base.Title>
                {description && (
                  <Base.Description className="mt-0.5 text-sm text-fg-2">{description}</Base.Description>
                )}
              </div>
              <Base.Close
                aria-label="Close"
                className="-mt-1 -mr-2 grid size-8 place-items-center rounded-md text-fg-3 hover:bg-hover hover:text-fg"
              >
                <X className="size-4" />
              </Base.Close>
            </div>
          )}
          <div className="flex min-h-0 flex-1 flex-col overflow-auto">{children}</div>
          {footer && <div className="flex justify-end gap-2 border-t border-line px-5 py-3">{footer}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
