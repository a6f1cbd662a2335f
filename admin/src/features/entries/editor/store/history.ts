import type { Json } from '@/lib/json';
import type { Slot } from './slots';

type Step = { slot: Slot; before: Json; after: Json; at: number };

const JOIN_MS = 900;
const MOST_STEPS = 200;

/** What was changed, to be undone and redone. Quick changes of one slot join into one step. */
export class History {
  private done: Step[] = [];
  private undone: Step[] = [];

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  record(slot: Slot, before: Json, after: Json, at: number): void {
    const last = this.done.at(-1);
    if (last?.slot === slot && at - last.at < JOIN_MS) {
      last.after = after;
      last.at = at;
    } else {
      this.done.push({ slot, before, after, at });
      if (this.done.length > MOST_STEPS) this.done.shift();
    }
    this.undone = [];
  }

  /** The slot and the value that it goes back to. */
  undo(): { slot: Slot; value: Json } | null {
    const step = this.done.pop();
    if (!step) return null;
    this.undone.push(step);
    return { slot: step.slot, value: step.before };
  }

  redo(): { slot: Slot; value: Json } | null {
    const step = this.undone.pop();
    if (!step) return null;
    this.done.push(step);
    return { slot: step.slot, value: step.after };
  }
}
