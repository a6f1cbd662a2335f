import { Fragment, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { ArrowRight, Search } from 'lucide-react';
import { cn } from '@/lib/cn';
import { useDebounced } from '@/lib/debounced';
import { score } from '@/lib/score';
import { Dialog } from '@/ui/dialog';
import { Kbd } from '@/ui/kbd';
import { useCommands, type Command } from './use-commands';
import { useFoundEntries } from './use-found-entries';

const MOST_COMMANDS = 6;

function rank(command: Command, query: string): number {
  const byWords = command.words ? score(command.words, query) - 2 : -1;
  return Math.max(score(command.label, query), byWords);
}

/** The commands that match, best first. */
function matching(commands: Command[], query: string): Command[] {
  return commands
    .map((command) => ({ command, rank: rank(command, query) }))
    .filter((match) => match.rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, MOST_COMMANDS)
    .map((match) => ({ ...match.command, group: 'Commands' }));
}

type OptionProps = { command: Command; id: string; active: boolean; onHover: () => void; onRun: () => void };

function Option({ command, id, active, onHover, onRun }: OptionProps) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={active}
      onMouseMove={onHover}
      onClick={onRun}
      className={cn(
        'flex h-9 items-center gap-3 rounded-md px-2.5 text-sm [&>svg]:size-4 [&>svg]:text-fg-3',
        active && 'bg-active',
      )}
    >
      {command.icon}
      <span className="flex-1 truncate">{command.label}</span>
      {command.after}
      {command.keys && <Kbd keys={command.keys} />}
      {active && !command.keys && <ArrowRight aria-hidden />}
    </div>
  );
}

/** Jumps to models, pages and entries, and runs what the page offers. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState('');
  const [wanted, setWanted] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const commands = useCommands();
  // the shortcuts of the page below, before the dialog covers it
  const [initial] = useState({ commands });
  const found = useFoundEntries(useDebounced(query, 120));
  const options = query ? [...matching(initial.commands, query), ...found] : initial.commands;
  const active = Math.max(0, Math.min(wanted, options.length - 1));

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  function run(command: Command | undefined) {
    if (!command) return;
    onClose();
    // once the dialog has given focus back
    setTimeout(command.run, 0);
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setWanted((active + step + options.length) % Math.max(1, options.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(options[active]);
    }
  }

  return (
    <Dialog open onOpenChange={onClose} title="Search or jump to" bare top width={620}>
      <div className="flex h-13 shrink-0 items-center gap-3 border-b border-line px-4">
        <Search className="size-[18px] text-fg-3" aria-hidden />
        <input
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-options"
          aria-activedescendant={options.length > 0 ? `palette-${active}` : undefined}
          aria-label="Search content, pages and commands"
          placeholder="Find an entry, page or command…"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setWanted(0);
          }}
          onKeyDown={onKeyDown}
          className="h-full flex-1 bg-transparent text-lg outline-none"
        />
      </div>
      <div ref={list} id="palette-options" role="listbox" aria-label="Results" className="max-h-[400px] overflow-auto p-1.5 empty:p-0">
        {options.map((command, i) => (
          <Fragment key={`${command.group} ${command.id}`}>
            {command.group !== options[i - 1]?.group && (
              <div role="presentation" className="px-2.5 pt-2.5 pb-1 text-2xs font-medium text-fg-3">
                {command.group}
              </div>
            )}
            <Option
              command={command}
              id={`palette-${i}`}
              active={i === active}
              onHover={() => setWanted(i)}
              onRun={() => run(command)}
            />
          </Fragment>
        ))}
      </div>
      {options.length === 0 && <p className="px-3 pt-5 pb-8 text-center text-sm text-fg-2">Nothing found for “{query}”.</p>}
      <div className="sr-only" aria-live="polite">
        {query && `${options.length} results`}
      </div>
    </Dialog>
  );
}
