import { useCallback, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { Entry } from '@/api/entries';
import { messageOf } from '@/api/errors';
import { uploadFile } from '@/api/upload';

/** One file on its way: `sent` is a fraction; `error` says why it did not arrive. */
export type Upload = { key: string; name: string; size: number; sent: number; error?: string };

/** Uploads files beside each other and shows how far they are. Those that arrived leave the list. */
export function useUploads(onUploaded?: (asset: Entry) => void) {
  const client = useQueryClient();
  const [uploads, setUploads] = useState<Upload[]>([]);

  const change = useCallback((key: string, part: Partial<Upload>) => {
    setUploads((list) => list.map((upload) => (upload.key === key ? { ...upload, ...part } : upload)));
  }, []);

  const dismiss = useCallback((key: string) => {
    setUploads((list) => list.filter((upload) => upload.key !== key));
  }, []);

  const start = useCallback(
    async (file: File) => {
      const key = crypto.randomUUID();
      setUploads((list) => [...list, { key, name: file.name, size: file.size, sent: 0 }]);
      try {
        const asset = await uploadFile(file, (sent) => change(key, { sent }));
        dismiss(key);
        onUploaded?.(asset);
        await client.invalidateQueries({ queryKey: ['entries', 'asset'] });
      } catch (error) {
        change(key, { error: messageOf(error) });
      }
    },
    [change, client, dismiss, onUploaded],
  );

  const add = useCallback((files: Iterable<File>) => Promise.all([...files].map(start)), [start]);
  return { uploads, add, dismiss };
}
