import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ImagePlus } from 'lucide-react';
import { useCan } from '@/api/can';
import { summaryQuery, type EntrySummary } from '@/api/entries';
import { Button } from '@/ui/button';
import { useEditing } from '../editing';
import type { InputProps } from '../field-ui';
import { idOf } from '../reference/reference-row';
import { AssetCard } from './asset-card';
import { AssetDialog } from './asset-dialog';
import { acceptOf } from './asset-filter';
import { DropZone } from './drop-zone';
import { UploadButton } from './upload-button';
import { UploadList } from './upload-list';
import { useUploads } from './use-uploads';

/** One file: shown, chosen from the space, or uploaded. */
export default function AssetInput({ field, value, onChange, id, invalid }: InputProps) {
  const client = useQueryClient();
  const { readOnly } = useEditing();
  const mayUpload = useCan('create') && !readOnly;
  const [choosing, setChoosing] = useState(false);
  const chosen = idOf(value);
  const asset = useQuery({ ...summaryQuery(chosen ?? ''), enabled: chosen !== null }).data;

  function pick(entry: EntrySummary) {
    client.setQueryData(summaryQuery(entry.id).queryKey, entry);
    onChange({ id: entry.id });
  }

  const { uploads, add, dismiss } = useUploads(pick);
  return (
    <DropZone onFiles={(files) => void add(files.slice(0, 1))} disabled={!mayUpload}>
      {chosen ? (
        <AssetCard
          id={id}
          name={field.name.toLowerCase()}
          entry={asset ?? null}
          onReplace={readOnly ? undefined : () => setChoosing(true)}
          onRemove={readOnly ? undefined : () => onChange(null)}
        />
      ) : (
        <div
          className="flex flex-wrap items-center gap-2 rounded-md border border-dashed border-control p-3"
          data-invalid={invalid || undefined}
        >
          <ImagePlus className="mx-1 size-5 text-fg-3" aria-hidden />
          <span className="min-w-32 flex-1 text-sm text-fg-2">{readOnly ? 'No file' : 'Drop a file here'}</span>
          {!readOnly && (
            <Button id={id} aria-label={`Choose ${field.name.toLowerCase()}`} onClick={() => setChoosing(true)}>
              Choose
            </Button>
          )}
          {mayUpload && (
            <UploadButton accept={acceptOf(field)} multiple={false} onFiles={(files) => void add(files)} />
          )}
        </div>
      )}
      {uploads.length > 0 && (
        <div className="mt-2">
          <UploadList uploads={uploads} onDismiss={dismiss} />
        </div>
      )}
      <AssetDialog
        open={choosing}
        onClose={() => setChoosing(false)}
        onPick={pick}
        field={field}
        chosen={chosen ? [chosen] : []}
      />
    </DropZone>
  );
}
