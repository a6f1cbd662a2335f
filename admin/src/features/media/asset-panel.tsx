import { useMemo, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Copy, Maximize2, Trash2, X } from 'lucide-react';
import { useCan } from '@/api/can';
import { entryQuery, usedByQuery, type Entry } from '@/api/entries';
import { useSpace } from '@/api/me';
import { ASSET, useModel } from '@/api/models';
import { DeletionDialog } from '@/fields/deleting/deletion-dialog';
import { useDeletion } from '@/fields/deleting/use-deletion';
import { EditingContext } from '@/fields/editing';
import { FieldControl } from '@/fields/field-control';
import { Thumbnail } from '@/fields/parts/thumbnail';
import { UsedByList } from '@/fields/parts/used-by-list';
import { copyText } from '@/lib/copy';
import { formatBytes, formatMoment } from '@/lib/format';
import { Button } from '@/ui/button';
import { Failure } from '@/ui/failure';
import { IconButton } from '@/ui/icon-button';
import { Notice } from '@/ui/notice';
import { Select } from '@/ui/select';
import { useAssetForm } from './use-asset-form';

function Facts({ entry }: { entry: Entry }) {
  const { asset } = entry;
  if (!asset) return null;
  const facts = [
    ['Name', asset.fileName],
    ['Type', asset.mimeType],
    ['Size', asset.size > 0 ? formatBytes(asset.size) : null],
    ['Dimensions', asset.width && asset.height ? `${asset.width} × ${asset.height}` : null],
    ['Added', `${formatMoment(entry.createdAt)} by ${entry.createdBy.name}`],
  ];
  return (
    <dl className="grid grid-cols-[88px_1fr] gap-y-1.5 text-sm [&_dt]:text-fg-3">
      {facts
        .filter(([, value]) => value)
        .map(([label, value]) => (
          <div key={label} className="contents">
            <dt>{label}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Form({ entry }: { entry: Entry }) {
  const space = useSpace();
  const model = useModel(ASSET);
  const mayUpdate = useCan('update', entry.createdBy.id);
  const [chosenLocale, setLocale] = useState<string | null>(null);
  const locale = chosenLocale ?? space?.defaultLocale ?? 'en';
  const form = useAssetForm(entry, locale);
  const editing = useMemo(
    () => ({ locale, published: true, readOnly: !mayUpdate, problemAt: () => null }),
    [locale, mayUpdate],
  );
  const fields = model?.fields.filter((field) => !field.system) ?? [];
  const locales = space?.locales ?? [];
  return (
    <EditingContext.Provider value={editing}>
      <section aria-label="About this file" className="flex flex-col gap-4 border-t border-line pt-4">
        {locales.length > 1 && (
          <Select
            label="Locale"
            value={locale}
            options={locales.map(({ code, name }) => ({ value: code, label: name }))}
            onChange={setLocale}
          />
        )}
        {fields.map((field) => (
          <FieldControl
            key={`${field.id} ${locale}`}
            field={field}
            path={field.apiId}
            value={form.read(field)}
            onChange={(value) => form.write(field, value)}
          />
        ))}
        {mayUpdate && (
          <Button variant="primary" disabled={!form.dirty} busy={form.save.isPending} onClick={() => form.save.mutate()}>
            Save
          </Button>
        )}
      </section>
    </EditingContext.Provider>
  );
}

function Usage({ id }: { id: string }) {
  const users = useQuery(usedByQuery(id)).data;
  if (!users) return null;
  return (
    <section className="border-t border-line pt-4">
      <h3 className="mb-1 text-xs font-semibold text-fg-2">Used by</h3>
      <UsedByList users={users} none="Nothing uses this file." />
    </section>
  );
}

function absolute(address: string): string {
  return new URL(address, window.location.href).href;
}

function Details({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const mayDelete = useCan('delete', entry.createdBy.id);
  const deletion = useDeletion(onClose);
  const { asset } = entry;
  return (
    <div className="flex flex-col gap-4 p-4">
      <Thumbnail asset={asset} title={entry.title} className="aspect-[4/3] w-full !object-contain" />
      {asset?.state === 'FAILED' && <Notice kind="error">{asset.reason ?? 'This file could not be read.'}</Notice>}
      <div className="flex flex-wrap gap-1.5">
        {asset && (
          <Button size="sm" onClick={() => void copyText(absolute(asset.url), 'Address copied')}>
            <Copy />
            Copy the address
          </Button>
        )}
        <Link
          to="/content/$model/$id"
          params={{ model: ASSET, id: entry.id }}
          className="inline-flex h-7 items-center gap-1.5 rounded-md border border-line-strong bg-surface px-2 text-xs font-[550] shadow-1 hover:border-control hover:bg-hover"
        >
          <Maximize2 className="size-4" />
          Open
        </Link>
        {mayDelete && (
          <Button size="sm" variant="danger" busy={deletion.busy} onClick={() => deletion.ask(entry)}>
            <Trash2 />
            Delete
          </Button>
        )}
      </div>
      <Facts entry={entry} />
      <Form key={entry.version} entry={entry} />
      <Usage id={entry.id} />
      <DeletionDialog deletion={deletion} />
    </div>
  );
}

/** Everything about one file, beside the others. */
export function AssetPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const entry = useQuery(entryQuery(id));
  return (
    <aside
      aria-label="File"
      className="flex w-[340px] shrink-0 flex-col border-l border-line bg-canvas max-[860px]:absolute max-[860px]:inset-0 max-[860px]:z-20 max-[860px]:w-full"
    >
      <div className="flex h-11 shrink-0 items-center gap-2 border-b border-line pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate text-sm font-semibold">{entry.data?.title ?? 'File'}</h2>
        <IconButton size="sm" label="Close" keys="esc" onClick={onClose}>
          <X />
        </IconButton>
      </div>
      <div className="min-h-0 flex-1 overflow-auto">
        {entry.isError && <Failure error={entry.error} onRetry={() => void entry.refetch()} />}
        {entry.data === null && <p className="p-4 text-sm text-fg-2">This file does not exist any more.</p>}
        {entry.data && <Details key={entry.data.id} entry={entry.data} onClose={onClose} />}
      </div>
    </aside>
  );
}
