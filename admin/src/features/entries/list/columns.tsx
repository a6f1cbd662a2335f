import type { ReactNode } from 'react';
import type { EntryRow } from '@/api/entries';
import type { Field, Model } from '@/api/models';
import { StatusBadge } from '@/fields/parts/status-badge';
import { Thumbnail } from '@/fields/parts/thumbnail';
import { fieldKinds } from '@/fields/registry';
import { idOf } from '@/fields/reference/reference-row';
import { PlannedMark } from '../schedule/planned-mark';
import { FoundLine } from './found-line';
import { ago, formatMoment } from '@/lib/format';
import { isObject, type Json } from '@/lib/json';

/** A column of a list. */
export type Column = {
  id: string;
  label: string;
  /** A track of the grid. */
  width: string;
  sortable: boolean;
  /** Numbers and times begin with the largest. */
  descendingFirst?: boolean;
  cell: (row: EntryRow) => ReactNode;
};

const MOST_FIELDS = 3;

function valueOf(row: EntryRow, field: Field, locale: string): Json {
  const value = isObject(row.values) ? (row.values[field.apiId] ?? null) : null;
  return field.localized && isObject(value) ? (value[locale] ?? null) : value;
}

function pictureOf(model: Model, row: EntryRow, locale: string) {
  if (row.asset) return row.asset;
  const field = model.fields.find((each) => each.kind === 'ASSET');
  const value = field ? valueOf(row, field, locale) : null;
  const id = idOf(Array.isArray(value) ? value[0] : value);
  return row.references.find((reference) => reference.id === id)?.asset ?? null;
}

function titleColumn(model: Model, locale: string): Column {
  const pictured = model.fields.some((field) => field.kind === 'ASSET');
  return {
    id: 'title',
    label: model.fields.find((field) => field.apiId === model.titleField)?.name ?? 'Id',
    width: 'minmax(260px,1fr)',
    sortable: model.titleField !== null,
    cell: (row) => (
      <span className="flex min-w-0 items-center gap-3">
        {pictured && <Thumbnail asset={pictureOf(model, row, locale)} title={row.title} className="h-7 w-10" />}
        <span className="min-w-0">
          <span className="block truncate text-sm font-[550] text-fg">{row.title}</span>
          <FoundLine row={row} model={model} />
        </span>
      </span>
    ),
  };
}

const statusColumn: Column = {
  id: 'status',
  label: 'Status',
  width: '128px',
  sortable: true,
  cell: (row) => (
    <span className="flex items-center gap-1">
      <StatusBadge status={row.status} />
      <PlannedMark planned={row.scheduled} />
    </span>
  ),
};

function Moment({ time, title }: { time: string; title: string }) {
  return (
    <span className="truncate text-fg-2 tabular-nums" title={title}>
      {ago(time)}
    </span>
  );
}

const updatedColumn: Column = {
  id: 'updatedAt',
  label: 'Updated',
  width: '116px',
  sortable: true,
  descendingFirst: true,
  cell: (row) => <Moment time={row.updatedAt} title={`${formatMoment(row.updatedAt)} by ${row.updatedBy.name}`} />,
};

const createdColumn: Column = {
  id: 'createdAt',
  label: 'Created',
  width: '116px',
  sortable: true,
  descendingFirst: true,
  cell: (row) => <Moment time={row.createdAt} title={formatMoment(row.createdAt)} />,
};

function fieldColumn(field: Field, locale: string): Column | null {
  const { Cell, sortable } = fieldKinds[field.kind];
  if (!Cell || field.kind === 'ASSET') return null;
  return {
    id: field.apiId,
    label: field.name,
    width: field.kind === 'REFERENCE' ? '160px' : '124px',
    sortable: sortable === true && !field.list && field.filterable,
    descendingFirst: ['INTEGER', 'FLOAT', 'DATE', 'DATETIME'].includes(field.kind),
    cell: (row) => <Cell field={field} value={valueOf(row, field, locale)} references={row.references} />,
  };
}

/** All columns that a list of a model can show, in their order. */
export function columnsOf(model: Model, locale: string): Column[] {
  const fields = model.fields
    .filter((field) => field.apiId !== model.titleField)
    .flatMap((field) => fieldColumn(field, locale) ?? []);
  return [
    titleColumn(model, locale),
    ...(model.drafts ? [statusColumn] : []),
    ...fields,
    createdColumn,
    updatedColumn,
  ];
}

/** The columns that are shown until somebody chooses others: the short and telling ones. */
export function defaultColumns(model: Model): string[] {
  const telling = ['ENUM', 'REFERENCE', 'BOOLEAN', 'DATE', 'DATETIME', 'INTEGER', 'FLOAT', 'EMAIL'];
  const fields = model.fields
    .filter((field) => telling.includes(field.kind) && field.apiId !== model.titleField && !field.system)
    .sort((a, b) => telling.indexOf(a.kind) - telling.indexOf(b.kind))
    .slice(0, MOST_FIELDS)
    .map((field) => field.apiId);
  return ['title', 'status', ...fields, 'updatedAt'];
}

/** The field by which a column sorts. */
export function sortField(model: Model, column: Column): string {
  return column.id === 'title' ? (model.titleField ?? 'createdAt') : column.id;
}
