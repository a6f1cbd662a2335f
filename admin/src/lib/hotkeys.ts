import { useEffect, useRef } from 'react';
import { getPrefs } from './prefs';

/** A shortcut. `keys` is one chord ("mod+k") or two keys after each other ("g h"). */
export type Hotkey = {
  keys: string;
  label: string;
  group: string;
  run: () => void;
  /** Works while somebody types, too. */
  inField?: boolean;
};

type Layer = { current: Hotkey[] };

const layers: Layer[] = [];
const SEQUENCE_MS = 900;
let firstKey = '';
let forgetTimer = 0;

/** The shortcuts that work on this page, innermost last. */
export function activeHotkeys(): Hotkey[] {
  return layers.flatMap((layer) => layer.current);
}

/** Registers shortcuts while the component is shown. */
export function useHotkeys(list: Hotkey[]): void {
  const layer = useRef(list);
  useEffect(() => {
    layer.current = list;
  });
  useEffect(() => {
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, []);
}

function chordOf(event: KeyboardEvent): string {
  const key = event.key === ' ' ? 'space' : event.key === 'Escape' ? 'esc' : event.key.toLowerCase();
  const mod = event.metaKey || event.ctrlKey;
  const shift = event.shiftKey && (mod || key.length > 1);
  return [mod && 'mod', event.altKey && 'alt', shift && 'shift', key].filter(Boolean).join('+');
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === 'TEXTAREA') return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type);
}

function isAllowed(hotkey: Hotkey, typing: boolean, covered: boolean): boolean {
  if (typing && !hotkey.inField) return false;
  const plain = !hotkey.keys.includes('mod') && !hotkey.keys.includes('alt');
  return !plain || (!covered && getPrefs().singleKeys);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const chord = chordOf(event);
  const sequence = firstKey ? `${firstKey} ${chord}` : chord;
  const typing = isTyping(event.target);
  const covered = document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null;
  const usable = activeHotkeys().reverse().filter((hotkey) => isAllowed(hotkey, typing, covered));
  const match = usable.find((hotkey) => hotkey.keys === sequence);
  firstKey = '';
  if (match) {
    event.preventDefault();
    match.run();
  } else if (!typing && usable.some((hotkey) => hotkey.keys.startsWith(`${chord} `))) {
    firstKey = chord;
    window.clearTimeout(forgetTimer);
    forgetTimer = window.setTimeout(() => (firstKey = ''), SEQUENCE_MS);
  }
}

window.addEventListener('keydown', onKeyDown);
