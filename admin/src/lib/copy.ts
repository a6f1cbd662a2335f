import { toast } from 'sonner';

/** Puts a text on the clipboard and says so. Gives whether the browser allowed it. */
export async function copyText(text: string, what = 'Copied'): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    toast(what);
    return true;
  } catch {
    toast.error('The browser did not allow copying. Select the text and copy it by hand.');
    return false;
  }
}
