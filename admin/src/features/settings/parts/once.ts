/** What has happened to a secret that is shown once. */
export type Once = {
  /** It was put on the clipboard. */
  copied: boolean;
  /** Somebody tried to close it uncopied, and was asked. */
  asked: boolean;
};

export const shownFresh: Once = { copied: false, asked: false };

export function afterCopy(once: Once): Once {
  return { ...once, copied: true, asked: false };
}

/** What closing does: 'close', or 'ask' first where the secret would be lost. */
export function onClosing(once: Once): 'close' | 'ask' {
  return once.copied || once.asked ? 'close' : 'ask';
}
