import { useMutation } from '@tanstack/react-query';
import { toast } from 'sonner';
import { execute } from '@/api/client';
import type { Entry } from '@/api/entries';
import { PreviewEntryDocument } from '@/api/generated/graphql';

/** Opens the frontend with an entry's draft in a new tab, once it is saved. */
export function usePreview(saved: () => Promise<Entry>, locale: string) {
  const preview = useMutation({
    mutationFn: async (tab: Window | null) => {
      const { id } = await saved();
      const { url } = (await execute(PreviewEntryDocument, { id, locale })).previewEntry;
      return { tab, url };
    },
    onSuccess: ({ tab, url }) => {
      if (tab) tab.location.replace(url);
      else toast('The browser did not allow a new tab.', { action: { label: 'Open', onClick: () => void window.open(url, '_blank', 'noopener') } });
    },
    onError: (_error, tab) => tab?.close(),
  });

  /** Opens the tab at once: browsers only allow it while somebody clicks. */
  function start() {
    const tab = window.open('', '_blank');
    if (tab) tab.opener = null;
    preview.mutate(tab);
  }

  return { start, busy: preview.isPending };
}
