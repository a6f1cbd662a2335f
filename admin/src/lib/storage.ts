/** The part of localStorage that we use. */
export type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** localStorage, or nothing where the browser forbids it. */
export function localKeep(): Keep | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** Reads a JSON value; what is missing or unreadable gives `fallback`. */
export function readKept<T>(keep: Keep | null, key: string, fallback: T): T {
  try {
    return JSON.parse(keep?.getItem(key) ?? 'null') ?? fallback;
  } catch {
    return fallback;
  }
}

/** Writes a JSON value; a full or forbidden storage is no reason to stop. */
export function writeKept(keep: Keep | null, key: string, value: unknown): void {
  try {
    keep?.setItem(key, JSON.stringify(value));
  } catch {
    // what cannot be kept is not kept
  }
}
