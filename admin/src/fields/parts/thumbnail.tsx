import { useState } from 'react';
import { File, FileAudio, FileImage, FileText, FileVideo, type LucideIcon } from 'lucide-react';
import { localAddress } from '@/api/asset-address';
import type { AssetFile } from '@/api/entries';
import { cn } from '@/lib/cn';

const icons: [type: string, icon: LucideIcon][] = [
  ['image/', FileImage],
  ['video/', FileVideo],
  ['audio/', FileAudio],
  ['text/', FileText],
  ['application/pdf', FileText],
];

/** The picture of a kind of file. */
function FileIcon({ mimeType }: { mimeType: string }) {
  const [, Icon] = icons.find(([type]) => mimeType.startsWith(type)) ?? ['', File];
  return <Icon className="size-[45%] max-h-10 max-w-10 min-w-3.5" strokeWidth={1.75} />;
}

function initialOf(title: string): string {
  return title.match(/[\p{L}\p{N}]/u)?.[0].toUpperCase() ?? '·';
}

type Props = { asset?: AssetFile | null; title?: string; className?: string };

/** The picture of an asset; the icon of another file, and of a picture that cannot be loaded; or an entry's first letter. */
export function Thumbnail({ asset, title = '', className }: Props) {
  const [broken, setBroken] = useState('');
  const frame = cn('shrink-0 overflow-hidden rounded-[5px] ring-1 ring-black/5 dark:ring-white/10', className);
  const source = asset?.thumbnail ? localAddress(asset, asset.thumbnail) : '';
  if (source !== broken) {
    const look = cn(frame, 'checkered object-cover');
    return <img src={source} alt="" loading="lazy" decoding="async" onError={() => setBroken(source)} className={look} />;
  }
  return (
    <span aria-hidden className={cn(frame, 'grid place-items-center bg-sunken text-xs font-semibold text-fg-3')}>
      {asset ? <FileIcon mimeType={asset.mimeType} /> : initialOf(title)}
    </span>
  );
}
