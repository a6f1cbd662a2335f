import { File, FileAudio, FileImage, FileText, FileVideo, type LucideIcon } from 'lucide-react';
import type { AssetFile } from '@/api/entries';
import { cn } from '@/lib/cn';

function iconOf(mimeType: string): LucideIcon {
  if (mimeType.startsWith('image/')) return FileImage;
  if (mimeType.startsWith('video/')) return FileVideo;
  if (mimeType.startsWith('audio/')) return FileAudio;
  if (mimeType.startsWith('text/') || mimeType === 'application/pdf') return FileText;
  return File;
}

function initialOf(title: string): string {
  return title.match(/[\p{L}\p{N}]/u)?.[0].toUpperCase() ?? '·';
}

type Props = { asset?: AssetFile | null; title?: string; className?: string };

/** The picture of an asset, the icon of another file, or the first letter of an entry that has none. */
export function Thumbnail({ asset, title = '', className }: Props) {
  const frame = cn('shrink-0 overflow-hidden rounded-[5px] ring-1 ring-black/5 dark:ring-white/10', className);
  if (asset?.thumbnail) {
    return <img src={asset.thumbnail} alt="" loading="lazy" decoding="async" className={cn(frame, 'checkered object-cover')} />;
  }
  const Icon = asset && iconOf(asset.mimeType);
  return (
    <span aria-hidden className={cn(frame, 'grid place-items-center bg-sunken text-xs font-semibold text-fg-3')}>
      {Icon ? <Icon className="size-[45%] max-h-10 max-w-10 min-w-3.5" strokeWidth={1.75} /> : initialOf(title)}
    </span>
  );
}
