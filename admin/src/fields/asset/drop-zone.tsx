import { useState, type DragEvent, type ReactNode } from 'react';
import { Upload } from 'lucide-react';
import { cn } from '@/lib/cn';

type Props = { onFiles: (files: File[]) => void; disabled?: boolean; className?: string; children: ReactNode };

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer.types.includes('Files');
}

/** Takes files that are dropped or pasted onto what it holds. */
export function DropZone({ onFiles, disabled, className, children }: Props) {
  // dragenter and dragleave also come from what lies inside
  const [depth, setDepth] = useState(0);
  if (disabled) return <div className={className}>{children}</div>;
  return (
    <div
      className={cn('relative', className)}
      onDragEnter={(event) => hasFiles(event) && setDepth(depth + 1)}
      onDragLeave={(event) => hasFiles(event) && setDepth(Math.max(0, depth - 1))}
      onDragOver={(event) => hasFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        setDepth(0);
        onFiles([...event.dataTransfer.files]);
      }}
      onPaste={(event) => {
        const files = [...event.clipboardData.files];
        if (files.length > 0) onFiles(files);
      }}
    >
      {children}
      {depth > 0 && (
        <div className="pointer-events-none absolute inset-1 z-20 grid place-items-center rounded-lg border-2 border-dashed border-accent bg-accent-soft/90">
          <span className="flex items-center gap-2 text-sm font-medium text-accent-fg">
            <Upload className="size-4" />
            Drop to upload
          </span>
        </div>
      )}
    </div>
  );
}
