import { toast } from 'sonner';

/** Puts a text on the clipboard and says so. */
export async function copyText(text: string, what = 'Copied'): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(what);
  } catch {
    toast.error('The browser did not allow copying. Select the text and copy it by hand.');
  }
}
