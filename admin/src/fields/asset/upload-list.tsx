import { X } from 'lucide-react';
import { formatBytes } from '@/lib/format';
import { IconButton } from '@/ui/icon-button';
import type { Upload } from './use-uploads';

function Row({ upload, onDismiss }: { upload: Upload; onDismiss: () => void }) {
  const percent = Math.round(upload.sent * 100);
  const progress = upload.sent < 1 ? `${percent}%` : 'Checking…';
  return (
    <li className="px-3 py-2">
      <div className="flex items-center gap-2 text-sm">
        <span className="min-w-0 flex-1 truncate font-medium">{upload.name}</span>
        <span className="text-xs text-fg-3 tabular-nums">{upload.error ? formatBytes(upload.size) : progress}</span>
        {upload.error && (
          <IconButton size="sm" label={`Dismiss ${upload.name}`} onClick={onDismiss}>
            <X />
          </IconButton>
        )}
      </div>
      {upload.error ? (
        <p role="alert" className="text-xs font-medium text-red">
          {upload.error}
        </p>
      ) : (
        <div
          role="progressbar"
          aria-label={`Uploading ${upload.name}`}
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
          className="mt-1.5 h-1 overflow-hidden rounded-full bg-active"
        >
          <div className="h-full rounded-full bg-accent transition-[width] duration-150" style={{ width: `${percent}%` }} />
        </div>
      )}
    </li>
  );
}

/** The files on their way, each with a bar. */
export function UploadList({ uploads, onDismiss }: { uploads: Upload[]; onDismiss: (key: string) => void }) {
  if (uploads.length === 0) return null;
  return (
    <ul aria-label="Uploads" className="divide-y divide-line rounded-lg border border-line bg-surface shadow-1">
      {uploads.map((upload) => (
        <Row key={upload.key} upload={upload} onDismiss={() => onDismiss(upload.key)} />
      ))}
    </ul>
  );
}
