import { ApiError, isCode, messageOf, type OtherChange } from '@/api/errors';
import type { Model } from '@/api/models';
import type { Json, JsonObject } from '@/lib/json';
import { same } from '@/lib/same';
import { readKept, writeKept, type Keep } from '@/lib/storage';
import { History } from './history';
import { authorsOf } from './authors';
import { merge, type Clash } from './merge';
import { toSlots, toValues, type Slot, type Slots } from './slots';

/** What the store needs to know of an entry on the server. */
export type Stored = { version: number; values: Json; updatedBy: { name: string } };

export type SaveState =
  | { kind: 'clean' | 'dirty' | 'saving' | 'saved' | 'offline' }
  /** The server does not take it; the sentence says why. */
  | { kind: 'refused'; message: string };

/** How the store reaches the server. */
export type Remote<E extends Stored> = {
  /** Sends changed values, made on `version`; null creates the entry. A stale version is an ApiError, CONFLICT. */
  save: (values: JsonObject, version: number | null) => Promise<E>;
  load: () => Promise<E>;
};

export type StoreOptions<E extends Stored> = {
  model: Pick<Model, 'fields'>;
  /** Null for an entry that does not exist yet; it begins with `initial`. */
  entry: E | null;
  initial?: Slots;
  remote: Remote<E>;
  /** Saves by itself after a pause; without it only flush saves. */
  autosave: boolean;
  /** Names the backup on this device. */
  backupKey: string;
  keep: Keep | null;
};

/** What listeners that want more than one slot subscribe to. */
export const STATE: Slot = '@state';
export const EDITS: Slot = '@edits';

const PAUSE_MS = 700;
const BACKUP_MS = 200;
const FIRST_RETRY_MS = 3_000;
const LONGEST_RETRY_MS = 30_000;
const MOST_MERGES = 3;

/**
 * One open entry. Inputs subscribe to their slots one by one, so a keystroke renders one field. Saving sends only what
 * changed, with the version that it was based on; what others changed meanwhile is merged slot by slot, and only a true
 * clash asks the editor. What is not saved yet is kept on this device.
 */
export class EntryStore<E extends Stored = Stored> {
  entry: E | null;
  draft: Slots;
  state: SaveState = { kind: 'clean' };
  readonly clashes = new Map<Slot, Clash>();
  /** Slots that took over somebody else's change, by who made it. */
  readonly taken = new Map<Slot, string>();
  readonly touched = new Set<Slot>();
  /** Counts changes of what is not a single slot: state, entry, clashes, what can be undone. */
  revision = 0;
  /** Counts changes of any value. */
  edits = 0;

  private base: Slots;
  private readonly dirtySlots = new Set<Slot>();
  private readonly history = new History();
  private readonly listeners = new Map<Slot, Set<() => void>>();
  private readonly options: StoreOptions<E>;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private backUpTimer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<boolean> | null = null;
  private failures = 0;

  constructor(options: StoreOptions<E>) {
    this.options = options;
    this.entry = options.entry;
    this.base = options.entry ? toSlots(options.model, options.entry.values) : {};
    this.draft = { ...this.base, ...(options.entry ? {} : options.initial) };
    this.recover();
  }

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  value(slot: Slot): Json {
    return this.draft[slot] ?? null;
  }

  /** The slots that differ from what is on the server. */
  dirty(): Slot[] {
    return [...this.dirtySlots];
  }

  isDirty(slot: Slot): boolean {
    return this.dirtySlots.has(slot);
  }

  /** Listens to a slot, to STATE or to EDITS. */
  subscribe(slot: Slot, listener: () => void): () => void {
    const listeners = this.listeners.get(slot) ?? new Set();
    this.listeners.set(slot, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  set(slot: Slot, value: Json): void {
    const before = this.value(slot);
    if (same(before, value)) return;
    this.history.record(slot, before, value, Date.now());
    this.write(slot, value);
  }

  undo(): Slot | null {
    return this.travel(this.history.undo());
  }

  redo(): Slot | null {
    return this.travel(this.history.redo());
  }

  /** Marks a slot as visited: from now on it shows what is wrong with it. */
  touch(slot: Slot): void {
    if (this.touched.has(slot)) return;
    this.touched.add(slot);
    this.tell(slot);
    this.changed();
  }

  /** Ends a clash with one of the two values. */
  resolve(slot: Slot, take: 'mine' | 'theirs'): void {
    const clash = this.clashes.get(slot);
    if (!clash) return;
    this.clashes.delete(slot);
    if (take === 'theirs') this.set(slot, clash.theirs);
    this.tell(slot);
    this.become({ kind: 'dirty' });
    this.changed();
    this.schedule(0);
  }

  /** Saves what can be saved now; true when nothing is left but clashes. */
  async flush(): Promise<boolean> {
    clearTimeout(this.timer);
    while (this.running) await this.running;
    if (this.sendable().length === 0 && this.entry) return this.settled();
    this.running = this.send();
    try {
      return await this.running;
    } finally {
      this.running = null;
    }
  }

  /** Takes over what the server answered to something else than a save: publishing, for one. */
  adopt(entry: E): void {
    this.takeOver(entry);
  }

  /** Throws away what is not saved. */
  discard(): void {
    for (const slot of this.dirty()) this.write(slot, this.base[slot] ?? null);
    clearTimeout(this.timer);
    this.become({ kind: 'clean' });
  }

  dispose(): void {
    clearTimeout(this.timer);
    if (this.backUpTimer) this.backUp();
    if (this.options.autosave && this.sendable().length > 0) void this.flush();
  }

  private recover(): void {
    const kept = readKept<Slots>(this.options.keep, this.options.backupKey, {});
    Object.assign(this.draft, kept);
    this.compareAll();
    if (this.dirtySlots.size === 0) return;
    this.state = { kind: 'dirty' };
    if (Object.keys(kept).length > 0) this.schedule(PAUSE_MS);
  }

  private travel(step: { slot: Slot; value: Json } | null): Slot | null {
    if (!step) return null;
    this.write(step.slot, step.value);
    this.changed();
    return step.slot;
  }

  private write(slot: Slot, value: Json): void {
    this.draft = { ...this.draft, [slot]: value };
    this.taken.delete(slot);
    this.compare(slot);
    this.tell(slot);
    this.become({ kind: this.running ? 'saving' : this.dirtySlots.size > 0 ? 'dirty' : 'saved' });
    this.schedule(PAUSE_MS);
    this.backUpTimer ??= setTimeout(() => this.backUp(), BACKUP_MS);
  }

  private compare(slot: Slot): void {
    if (same(this.draft[slot], this.base[slot])) this.dirtySlots.delete(slot);
    else this.dirtySlots.add(slot);
  }

  private compareAll(): void {
    this.dirtySlots.clear();
    for (const slot of Object.keys(this.draft)) this.compare(slot);
  }

  private backUp(): void {
    clearTimeout(this.backUpTimer);
    this.backUpTimer = undefined;
    const { keep, backupKey } = this.options;
    if (this.dirtySlots.size === 0) keep?.removeItem(backupKey);
    else writeKept(keep, backupKey, Object.fromEntries(this.dirty().map((slot) => [slot, this.draft[slot]])));
  }

  private schedule(ms: number): void {
    if (!this.options.autosave) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), ms);
  }

  private sendable(): Slot[] {
    return this.dirty().filter((slot) => !this.clashes.has(slot));
  }

  private settled(): boolean {
    if (this.dirtySlots.size === 0 && this.state.kind !== 'clean') this.become({ kind: 'saved' });
    return true;
  }

  private async send(): Promise<boolean> {
    this.become({ kind: 'saving' });
    try {
      await this.saveMerging();
      this.failures = 0;
      const more = this.sendable().length > 0;
      this.become({ kind: more || this.clashes.size > 0 ? 'dirty' : 'saved' });
      if (more) this.schedule(PAUSE_MS);
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  /** Saves; when somebody else was faster, takes over their changes and saves again. */
  private async saveMerging(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const slots = this.sendable();
      if (slots.length === 0 && this.entry) return;
      const sent = Object.fromEntries(slots.map((slot) => [slot, this.value(slot)]));
      try {
        const saved = await this.options.remote.save(toValues(sent), this.entry?.version ?? null);
        this.acknowledge(saved, sent);
        return;
      } catch (error) {
        if (!isCode(error, 'CONFLICT') || attempt >= MOST_MERGES || !this.entry) throw error;
        this.takeOver(await this.options.remote.load(), error instanceof ApiError ? error.changes : []);
      }
    }
  }

  /** What was sent is saved; what was typed meanwhile stays. */
  private acknowledge(saved: E, sent: Slots): void {
    this.entry = saved;
    this.base = toSlots(this.options.model, saved.values);
    for (const [slot, value] of Object.entries(sent)) {
      const stored = this.base[slot] ?? null;
      // the server may have brought the value into its own form
      if (this.draft[slot] === value && !same(stored, value)) {
        this.draft = { ...this.draft, [slot]: stored };
        this.tell(slot);
      }
    }
    this.compareAll();
    this.backUp();
    this.changed();
  }

  /** Merges an entry that changed on the server; `changes` say who changed what. */
  private takeOver(entry: E, changes: OtherChange[] = []): void {
    const theirs = toSlots(this.options.model, entry.values);
    const result = merge(this.base, this.draft, theirs);
    this.entry = entry;
    this.base = theirs;
    this.draft = result.draft;
    const authorOf = authorsOf(this.options.model, changes, entry.updatedBy.name);
    for (const [slot, clash] of result.clashes) this.clashes.set(slot, { ...clash, by: authorOf(slot) });
    for (const slot of result.taken) this.taken.set(slot, authorOf(slot).name);
    this.compareAll();
    for (const slot of [...result.taken, ...result.clashes.keys()]) this.tell(slot);
    this.backUp();
    this.changed();
  }

  private fail(error: unknown): void {
    if (!isCode(error, 'NETWORK')) {
      this.become({ kind: 'refused', message: messageOf(error) });
      return;
    }
    this.become({ kind: 'offline' });
    this.schedule(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures++));
  }

  private become(state: SaveState): void {
    if (same(state, this.state)) return;
    this.state = state;
    this.changed();
  }

  private changed(): void {
    this.revision++;
    this.listeners.get(STATE)?.forEach((listener) => listener());
  }

  private tell(slot: Slot): void {
    this.edits++;
    this.listeners.get(slot)?.forEach((listener) => listener());
    this.listeners.get(EDITS)?.forEach((listener) => listener());
  }
}
