import { cn } from '@/lib/cn';

const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);

const symbols: Record<string, string> = {
  mod: isMac ? '⌘' : 'Ctrl',
  shift: isMac ? '⇧' : 'Shift',
  alt: isMac ? '⌥' : 'Alt',
  enter: '↵',
  esc: 'Esc',
};

/** Shows the keys of a shortcut. */
export function Kbd({ keys, inverted }: { keys: string; inverted?: boolean }) {
  const look = inverted ? 'bg-white/15 text-on-ink dark:bg-black/15' : 'border border-line bg-sunken text-fg-2';
  return (
    <span className="inline-flex items-center gap-0.5" aria-hidden>
      {keys.split(/[+ ]/).map((key, i) => (
        <kbd
          key={i}
          className={cn(
            'grid h-[18px] min-w-[18px] place-items-center rounded-[4px] px-1 font-sans text-[11px] leading-none font-medium',
            look,
          )}
        >
          {symbols[key] ?? key.toUpperCase()}
        </kbd>
      ))}
    </span>
  );
}
