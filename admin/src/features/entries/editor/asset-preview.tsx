import { Download, FileWarning } from 'lucide-react';
import { localAddress } from '@/api/asset-address';
import type { AssetFile } from '@/api/entries';
import { assetFacts } from '@/fields/asset/asset-facts';
import { Thumbnail } from '@/fields/parts/thumbnail';
import { copyText } from '@/lib/copy';
import { Button } from '@/ui/button';
import { Notice } from '@/ui/notice';

function Picture({ file }: { file: AssetFile }) {
  const source = localAddress(file, file.url);
  if (file.mimeType.startsWith('image/')) {
    return <img src={source} alt="" className="max-h-[420px] max-w-full object-contain" />;
  }
  if (file.mimeType.startsWith('video/')) return <video src={source} controls className="max-h-[420px] max-w-full" />;
  if (file.mimeType.startsWith('audio/')) return <audio src={source} controls className="m-6" />;
  return <Thumbnail asset={file} className="m-6 size-24 !bg-transparent !ring-0" />;
}

/** The file of an asset, with what is known about it. */
export function AssetPreview({ file }: { file: AssetFile }) {
  return (
    <div className="mb-7 overflow-hidden rounded-lg border border-line">
      <div className="checkered grid min-h-40 place-items-center">
        <Picture file={file} />
      </div>
      <div className="flex flex-wrap items-center gap-2 border-t border-line p-3">
        <div className="min-w-0 flex-1">
          <p className="truncate text-sm font-[550]">{file.fileName}</p>
          <p className="text-xs text-fg-3">{assetFacts(file)}</p>
        </div>
        <Button size="sm" onClick={() => void copyText(file.url, 'Address copied')}>
          Copy the address
        </Button>
        <Button size="sm" onClick={() => window.open(file.url, '_blank', 'noopener')}>
          <Download />
          Open
        </Button>
      </div>
      {file.state === 'FAILED' && (
        <Notice kind="error" className="!rounded-none">
          {file.reason ?? 'This file could not be read.'}
        </Notice>
      )}
      {file.state === 'EXTERNAL' && (
        <p className="flex items-center gap-2 border-t border-line px-3 py-2 text-xs text-fg-2">
          <FileWarning className="size-4" aria-hidden />
          The file lies elsewhere; Galley only knows its address.
        </p>
      )}
    </div>
  );
}
