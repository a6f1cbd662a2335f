import type { AssetFile } from '@/api/entries';
import { formatBytes } from '@/lib/format';

/** "JPEG · 3840 × 2160 · 1.2 MB" */
export function assetFacts(asset: AssetFile): string {
  const type = asset.mimeType.split('/')[1]?.split(/[+;]/)[0]?.toUpperCase();
  const dimensions = asset.width && asset.height ? `${asset.width} × ${asset.height}` : null;
  const size = asset.size > 0 ? formatBytes(asset.size) : null;
  return [type, dimensions, size].filter(Boolean).join(' · ');
}
