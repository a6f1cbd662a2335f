import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { Check } from 'lucide-react';
import { cn } from '@/lib/cn';

type Props<T> = {
  id?: string;
  label?: string;
  describedBy?: string;
  placeholder?: string;
  query: string;
  onQuery: (query: string) => void;
  items: T[];
  keyOf: (item: T) => string;
  render: (item: T) => ReactNode;
  isSelected: (item: T) => boolean;
  onPick: (item: T) => void;
  onOpenChange?: (open: boolean) => void;
  onBackspace?: () => void;
  /** Stays open after a pick, for several values. */
  multiple?: boolean;
  autoFocus?: boolean;
  empty?: ReactNode;
  footer?: ReactNode;
  minWidth?: number;
  className?: string;
};

type Place = { left: number; width: number; top?: number; bottom?: number };

const LIST_HEIGHT = 330;

/** Where the list fits: below the input, or above it when there is no room. */
function placeFor(input: HTMLInputElement, minWidth: number): Place {
  const box = (input.closest('.field-box') ?? input).getBoundingClientRect();
  const width = Math.max(box.width, Math.min(minWidth, window.innerWidth - 16));
  const left = Math.max(8, Math.min(box.left, window.innerWidth - width - 8));
  const above = box.bottom + LIST_HEIGHT > window.innerHeight && box.top > LIST_HEIGHT;
  return above
    ? { left, width, bottom: window.innerHeight - box.top + 6 }
    : { left, width, top: box.bottom + 6 };
}

/**
 * The ARIA combobox with a list box, and nothing else: focus stays in the input, the active option is announced through
 * aria-activedescendant, and the rest of the page is left alone.
 */
export function Combobox<T>(props: Props<T>) {
  const { query, onQuery, items, keyOf, isSelected, multiple, minWidth = 0 } = props;
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [open, setOpenState] = useState(false);
  const [wanted, setWanted] = useState(0);
  const [place, setPlace] = useState<Place>();
  const active = Math.max(0, Math.min(wanted, items.length - 1));

  function setOpen(next: boolean) {
    setOpenState(next);
    props.onOpenChange?.(next);
    if (!next) onQuery('');
  }

  function pick(item: T | undefined) {
    if (item === undefined) return;
    props.onPick(item);
    if (multiple) onQuery('');
    else setOpen(false);
  }

  useLayoutEffect(() => {
    if (!open) return;
    const update = () => input.current && setPlace(placeFor(input.current, minWidth));
    update();
    window.addEventListener('scroll', update, true);
    window.addEventListener('resize', update);
    return () => {
      window.removeEventListener('scroll', update, true);
      window.removeEventListener('resize', update);
    };
  }, [open, minWidth, items.length]);

  useEffect(() => {
    list.current?.querySelector('[data-highlighted]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (open) setWanted((active + step + items.length) % Math.max(1, items.length));
      else setOpen(true);
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      pick(items[active]);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === 'Backspace' && !query) {
      props.onBackspace?.();
    }
  }

  return (
    <div className={cn('flex flex-1', props.className)}>
      <input
        ref={input}
        id={props.id}
        role="combobox"
        autoFocus={props.autoFocus}
        autoComplete="off"
        aria-label={props.label}
        aria-describedby={props.describedBy}
        aria-expanded={open}
        aria-controls={open ? listId : undefined}
        aria-autocomplete="list"
        aria-activedescendant={open && items.length > 0 ? `${listId}-${active}` : undefined}
        placeholder={props.placeholder}
        value={query}
        className="h-full min-w-16 flex-1 bg-transparent text-base"
        onChange={(event) => {
          onQuery(event.target.value);
          setWanted(0);
          if (!open) setOpen(true);
        }}
        onClick={() => !open && setOpen(true)}
        onBlur={() => open && setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {open &&
        place &&
        createPortal(
          <div className="popup fixed z-50 overflow-hidden" style={place} onMouseDown={(e) => e.preventDefault()}>
            <div ref={list} id={listId} role="listbox" aria-label={props.label ?? 'Suggestions'} className="max-h-72 overflow-auto py-1">
              {items.map((item, i) => (
                <div
                  key={keyOf(item)}
                  id={`${listId}-${i}`}
                  role="option"
                  aria-selected={isSelected(item)}
                  data-highlighted={i === active || undefined}
                  onMouseMove={() => setWanted(i)}
                  onClick={() => pick(item)}
                  className="menu-item !min-h-9"
                >
                  <span className="flex min-w-0 flex-1 items-center gap-2.5">{props.render(item)}</span>
                  {isSelected(item) && <Check className="size-4 !text-accent-fg" strokeWidth={2.5} aria-hidden />}
                </div>
              ))}
            </div>
            {items.length === 0 && (
              <p className="px-4 pb-4 text-center text-sm text-fg-2">{props.empty ?? 'Nothing found'}</p>
            )}
            {props.footer}
            <span role="status" className="sr-only">
              {items.length} suggestions
            </span>
          </div>,
          document.body,
        )}
    </div>
  );
}
