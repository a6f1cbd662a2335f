import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { summaryQuery, type EntrySummary } from '@/api/entries';
import { moved } from '@/lib/arrays';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { SortableItem, SortableList } from '@/ui/sortable-list';
import { useEditing } from '../editing';
import type { InputProps } from '../field-ui';
import { ReferenceRow, idOf } from '../reference/reference-row';
import { AssetDialog } from './asset-dialog';
import { acceptOf } from './asset-filter';
import { DropZone } from './drop-zone';
import { UploadButton } from './upload-button';
import { UploadList } from './upload-list';
import { useUploads } from './use-uploads';

/** Several files in an order of their own. */
export default function AssetsInput({ field, value, onChange, id, labelId, invalid }: InputProps) {
  const client = useQueryClient();
  const { readOnly } = useEditing();
  const [choosing, setChoosing] = useState(false);
  const ids = (Array.isArray(value) ? value : []).flatMap((item) => idOf(item) ?? []);
  const set = (next: string[]) => onChange(next.map((each) => ({ id: each })));

  function pick(entry: EntrySummary) {
    client.setQueryData(summaryQuery(entry.id).queryKey, entry);
    if (!ids.includes(entry.id)) set([...ids, entry.id]);
  }

  const { uploads, add, dismiss } = useUploads(pick);
  async function addInTurn(files: File[]) {
    for (const file of files) await add([file]);
  }

  return (
    <DropZone onFiles={(files) => void addInTurn(files)} disabled={readOnly}>
      <div role="group" aria-labelledby={labelId} className="field-box" data-invalid={invalid || undefined}>
        <SortableList ids={ids} onMove={(from, to) => set(moved(ids, from, to))}>
          <ul>
            {ids.map((each, i) => (
              <SortableItem key={each} id={each} label={`file ${i + 1}`} disabled={readOnly} className="h-12 items-stretch border-b border-line pr-1.5">
                <div className="flex min-w-0 flex-1 items-center gap-2.5 pl-1">
                  <ReferenceRow id={each} />
                  {!readOnly && (
                    <IconButton size="sm" label={`Remove file ${i + 1}`} onClick={() => set(ids.filter((x) => x !== each))}>
                      <X />
                    </IconButton>
                  )}
                </div>
              </SortableItem>
            ))}
          </ul>
        </SortableList>
        {!readOnly && (
          <div className="flex gap-2 p-2">
            <Button id={id} size="sm" aria-label={`Add to ${field.name.toLowerCase()}`} onClick={() => setChoosing(true)}>
              <Plus />
              Add
            </Button>
            <UploadButton size="sm" accept={acceptOf(field)} onFiles={(files) => void addInTurn(files)} />
          </div>
        )}
      </div>
      <UploadList uploads={uploads} onDismiss={dismiss} />
      <AssetDialog open={choosing} onClose={() => setChoosing(false)} onPick={pick} field={field} chosen={ids} />
    </DropZone>
  );
}
