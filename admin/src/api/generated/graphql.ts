/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { Json } from '@/lib/json';
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type AttentionKind =
  | 'ASSET_FAILED'
  | 'JOB_FAILED'
  | 'SCHEDULE_FAILED'
  | 'WEBHOOK_DISABLED';

export type BulkAction =
  | 'ARCHIVE'
  | 'DELETE'
  | 'PUBLISH'
  | 'PURGE'
  | 'RESTORE'
  | 'SET'
  | 'UNARCHIVE'
  | 'UNPUBLISH';

export type FieldKind =
  | 'ASSET'
  | 'BLOCKS'
  | 'BOOLEAN'
  | 'COLOR'
  | 'COMPONENT'
  | 'DATE'
  | 'DATETIME'
  | 'EMAIL'
  | 'ENUM'
  | 'FLOAT'
  | 'INTEGER'
  | 'JSON'
  | 'LOCATION'
  | 'LONG_TEXT'
  | 'REFERENCE'
  | 'RICH_TEXT'
  | 'SLUG'
  | 'TEXT'
  | 'TIME'
  | 'URL';

export type JobKind =
  | 'BACKFILL'
  | 'BULK'
  | 'EXPORT'
  | 'IMPORT'
  | 'SEARCH';

export type JobState =
  | 'CANCELLED'
  | 'DONE'
  | 'FAILED'
  | 'RUNNING'
  | 'WAITING';

export type LocaleInput = {
  code: string;
  fallback?: string | null | undefined;
  name?: string | null | undefined;
};

export type Role =
  | 'ADMIN'
  | 'AUTHOR'
  | 'EDITOR'
  | 'VIEWER';

export type ScheduleAction =
  | 'PUBLISH'
  | 'UNPUBLISH';

export type Scope =
  | 'MANAGE'
  | 'PREVIEW'
  | 'READ'
  | 'WRITE';

export type Status =
  | 'ARCHIVED'
  | 'CHANGED'
  | 'DRAFT'
  | 'PUBLISHED'
  | 'TRASHED';

export type WordRunKind =
  | 'ADDED'
  | 'REMOVED'
  | 'SAME';

export type ArchiveEntryMutationVariables = Exact<{
  id: string | number;
  version?: number | null | undefined;
}>;


export type ArchiveEntryMutation = { archiveEntry: { id: string, model: string, version: number, status: Status, title: string, createdAt: string, updatedAt: string, publishedAt: string | null, firstPublishedAt: string | null, purgeAt: string | null, values: Json, publishedLocales: Array<string>, createdBy: { kind: string, id: string, name: string }, updatedBy: { kind: string, id: string, name: string }, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null, problems: Array<{ path: string, rule: string, message: string }>, references: Array<{ id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null }> } };

export type UnarchiveEntryMutationVariables = Exact<{
  id: string | number;
}>;


export type UnarchiveEntryMutation = { unarchiveEntry: { id: string, model: string, version: number, status: Status, title: string, createdAt: string, updatedAt: string, publishedAt: string | null, firstPublishedAt: string | null, purgeAt: string | null, values: Json, publishedLocales: Array<string>, createdBy: { kind: string, id: string, name: string }, updatedBy: { kind: string, id: string, name: string }, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null, problems: Array<{ path: string, rule: string, message: string }>, references: Array<{ id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null }> } };

export type PresencePartsFragment = { field: string | null, since: string, actor: { kind: string, id: string, name: string } };

export type AttendMutationVariables = Exact<{
  entry: string | number;
}>;


export type AttendMutation = { attend: Array<{ field: string | null, since: string, actor: { kind: string, id: string, name: string } }> };

export type LeaveMutationVariables = Exact<{
  entry: string | number;
}>;


export type LeaveMutation = { leave: boolean };

export type PreviewEntryMutationVariables = Exact<{
  id: string | number;
  locale?: string | null | undefined;
}>;


export type PreviewEntryMutation = { previewEntry: { url: string } };

export type ViewPartsFragment = { id: string, model: string, name: string, query: Json, shared: boolean, by: { kind: string, id: string, name: string } };

export type ViewsQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewsQuery = { views: Array<{ id: string, model: string, name: string, query: Json, shared: boolean, by: { kind: string, id: string, name: string } }> };

export type SaveViewMutationVariables = Exact<{
  id?: string | number | null | undefined;
  model: string;
  name: string;
  query: Json;
  shared?: boolean | null | undefined;
}>;


export type SaveViewMutation = { saveView: { id: string, model: string, name: string, query: Json, shared: boolean, by: { kind: string, id: string, name: string } } };

export type RemoveViewMutationVariables = Exact<{
  id: string | number;
}>;


export type RemoveViewMutation = { removeView: string };

export type ActorPartsFragment = { kind: string, id: string, name: string };

export type AssetPartsFragment = { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null };

export type SummaryPartsFragment = { id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null };

export type RowPartsFragment = { id: string, model: string, version: number, status: Status, title: string, createdAt: string, updatedAt: string, publishedAt: string | null, values: Json, publishedLocales: Array<string>, scheduled: Array<{ id: string, action: ScheduleAction, at: string, failure: string | null }>, updatedBy: { kind: string, id: string, name: string }, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null, references: Array<{ id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null }> };

export type EntryPartsFragment = { id: string, model: string, version: number, status: Status, title: string, createdAt: string, updatedAt: string, publishedAt: string | null, firstPublishedAt: string | null, purgeAt: string | null, values: Json, publishedLocales: Array<string>, createdBy: { kind: string, id: string, name: string }, updatedBy: { kind: string, id: string, name: string }, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null, problems: Array<{ path: string, rule: string, message: string }>, references: Array<{ id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null }> };

export type EntriesQueryVariables = Exact<{
  model: string;
  where?: Json | null | undefined;
  orderBy?: Json | null | undefined;
  search?: string | null | undefined;
  archived?: boolean | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  count: boolean;
}>;


export type EntriesQuery = { entries: { totalCount?: number | null, edges: Array<{ node: { id: string, model: string, version: number, status: Status, title: string, createdAt: string, updatedAt: string, publishedAt: string | null, values: Json, publishedLocales: Array<string>, scheduled: Array<{ id: string, action: ScheduleAction, at: string, failure: string | null }>, updatedBy: { kind: string, id: string, name: string }, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null, references: Array<{ id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null }> }, highlights: Array<{ field: string, locale: string | null, runs: Array<{ text: string, found: boolean }> }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SearchEntriesQueryVariables = Exact<{
  model: string;
  where?: Json | null | undefined;
  orderBy?: Json | null | undefined;
  first: number;
}>;


export type SearchEntriesQuery = { entries: { nodes: Array<{ id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null }> } };

export type EntryQueryVariables = Exact<{
  id: string | number;
}>;


export type EntryQuery = { entry: { id: string, model: string, version: number, status: Status, title: string, createdAt: string, updatedAt: string, publishedAt: string | null, firstPublishedAt: string | null, purgeAt: string | null, values: Json, publishedLocales: Array<string>, createdBy: { kind: string, id: string, name: string }, updatedBy: { kind: string, id: string, name: string }, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null, problems: Array<{ path: string, rule: string, message: string }>, references: Array<{ id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null }> } | null };

export type EntrySummaryQueryVariables = Exact<{
  id: string | number;
}>;


export type EntrySummaryQuery = { entry: { id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null } | null };

export type UsedByQueryVariables = Exact<{
  id: string | number;
}>;


export type UsedByQuery = { usedBy: Array<{ id: string, model: string, title: string, status: Status }> };

export type CreateEntryMutationVariables = Exact<{
  model: string;
  values: Json;
  idempotencyKey?: string | null | undefined;
}>;


export type CreateEntryMutation = { createEntry: { id: string, model: string, version: number, status: Status, title: string, createdAt: string, updatedAt: string, publishedAt: string | null, firstPublishedAt: string | null, purgeAt: string | null, values: Json, publishedLocales: Array<string>, createdBy: { kind: string, id: string, name: string }, updatedBy: { kind: string, id: string, name: string }, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null, problems: Array<{ path: string, rule: string, message: string }>, references: Array<{ id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null }> } };

export type UpdateEntryMutationVariables = Exact<{
  id: string | number;
  values: Json;
  version?: number | null | undefined;
  autosave: boolean;
}>;


export type UpdateEntryMutation = { updateEntry: { id: string, model: string, version: number, status: Status, title: string, createdAt: string, updatedAt: string, publishedAt: string | null, firstPublishedAt: string | null, purgeAt: string | null, values: Json, publishedLocales: Array<string>, createdBy: { kind: string, id: string, name: string }, updatedBy: { kind: string, id: string, name: string }, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null, problems: Array<{ path: string, rule: string, message: string }>, references: Array<{ id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null }> } };

export type PublishEntryMutationVariables = Exact<{
  id: string | number;
  version?: number | null | undefined;
  locales?: Array<string> | string | null | undefined;
  withReferences?: boolean | null | undefined;
}>;


export type PublishEntryMutation = { publishEntry: { id: string, model: string, version: number, status: Status, title: string, createdAt: string, updatedAt: string, publishedAt: string | null, firstPublishedAt: string | null, purgeAt: string | null, values: Json, publishedLocales: Array<string>, createdBy: { kind: string, id: string, name: string }, updatedBy: { kind: string, id: string, name: string }, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null, problems: Array<{ path: string, rule: string, message: string }>, references: Array<{ id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null }> } };

export type UnpublishEntryMutationVariables = Exact<{
  id: string | number;
  version?: number | null | undefined;
  locales?: Array<string> | string | null | undefined;
}>;


export type UnpublishEntryMutation = { unpublishEntry: { id: string, model: string, version: number, status: Status, title: string, createdAt: string, updatedAt: string, publishedAt: string | null, firstPublishedAt: string | null, purgeAt: string | null, values: Json, publishedLocales: Array<string>, createdBy: { kind: string, id: string, name: string }, updatedBy: { kind: string, id: string, name: string }, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null, problems: Array<{ path: string, rule: string, message: string }>, references: Array<{ id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null }> } };

export type DeleteEntryMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteEntryMutation = { deleteEntry: string };

export type RestoreEntryMutationVariables = Exact<{
  id: string | number;
}>;


export type RestoreEntryMutation = { restoreEntry: { id: string, model: string, version: number, status: Status, title: string, createdAt: string, updatedAt: string, publishedAt: string | null, firstPublishedAt: string | null, purgeAt: string | null, values: Json, publishedLocales: Array<string>, createdBy: { kind: string, id: string, name: string }, updatedBy: { kind: string, id: string, name: string }, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null, problems: Array<{ path: string, rule: string, message: string }>, references: Array<{ id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null }> } };

export type DuplicateEntryMutationVariables = Exact<{
  id: string | number;
}>;


export type DuplicateEntryMutation = { duplicateEntry: { id: string, model: string } };

export type CreateUploadMutationVariables = Exact<{
  fileName: string;
  mimeType: string;
  size: number;
}>;


export type CreateUploadMutation = { createUpload: { id: string, method: string, url: string, headers: Json, parts: Array<{ method: string, url: string, headers: Json, offset: number, size: number }> | null } };

export type CompleteUploadMutationVariables = Exact<{
  id: string | number;
}>;


export type CompleteUploadMutation = { completeUpload: { id: string, model: string, version: number, status: Status, title: string, createdAt: string, updatedAt: string, publishedAt: string | null, firstPublishedAt: string | null, purgeAt: string | null, values: Json, publishedLocales: Array<string>, createdBy: { kind: string, id: string, name: string }, updatedBy: { kind: string, id: string, name: string }, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null, problems: Array<{ path: string, rule: string, message: string }>, references: Array<{ id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null }> } };

export type RevisionPartsFragment = { version: number, createdAt: string, published: boolean, createdBy: { kind: string, id: string, name: string } };

export type DifferencePartsFragment = { field: string, name: string, kind: FieldKind, locale: string | null, before: Json | null, after: Json | null, words: Array<{ kind: WordRunKind, text: string }> | null };

export type RevisionsQueryVariables = Exact<{
  id: string | number;
  first: number;
  before?: number | null | undefined;
}>;


export type RevisionsQuery = { revisions: Array<{ version: number, createdAt: string, published: boolean, createdBy: { kind: string, id: string, name: string } }> };

export type CompareRevisionsQueryVariables = Exact<{
  id: string | number;
  from: number;
  to?: number | null | undefined;
}>;


export type CompareRevisionsQuery = { compareRevisions: { from: { version: number, createdAt: string, published: boolean, createdBy: { kind: string, id: string, name: string } }, to: { version: number, createdAt: string, published: boolean, createdBy: { kind: string, id: string, name: string } }, differences: Array<{ field: string, name: string, kind: FieldKind, locale: string | null, before: Json | null, after: Json | null, words: Array<{ kind: WordRunKind, text: string }> | null }> } };

export type RestoreRevisionMutationVariables = Exact<{
  id: string | number;
  revision: number;
  fields?: Array<string> | string | null | undefined;
  version?: number | null | undefined;
}>;


export type RestoreRevisionMutation = { restoreRevision: { id: string, model: string, version: number, status: Status, title: string, createdAt: string, updatedAt: string, publishedAt: string | null, firstPublishedAt: string | null, purgeAt: string | null, values: Json, publishedLocales: Array<string>, createdBy: { kind: string, id: string, name: string }, updatedBy: { kind: string, id: string, name: string }, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null, problems: Array<{ path: string, rule: string, message: string }>, references: Array<{ id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null }> } };

export type HomeQueryVariables = Exact<{ [key: string]: never; }>;


export type HomeQuery = { home: { continueWriting: Array<{ id: string, model: string, version: number, status: Status, title: string, createdAt: string, updatedAt: string, publishedAt: string | null, values: Json, publishedLocales: Array<string>, scheduled: Array<{ id: string, action: ScheduleAction, at: string, failure: string | null }>, updatedBy: { kind: string, id: string, name: string }, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null, references: Array<{ id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null }> }>, upcoming: Array<{ id: string, action: ScheduleAction, at: string, locales: Array<string>, withReferences: boolean, createdAt: string, failure: string | null, entry: { id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null } | null, by: { kind: string, id: string, name: string } }>, needsAttention: Array<{ kind: AttentionKind, message: string, at: string, webhook: string | null, job: string | null, entry: { id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null } | null }>, activity: Array<{ id: string, time: string, types: Array<string>, model: string | null, entry: string | null, note: string | null, actor: { kind: string, id: string, name: string } }> } };

export type JobPartsFragment = { id: string, title: string, state: JobState, done: number, total: number | null, succeeded: number, unchanged: number, failed: number, message: string | null };

export type StartBulkMutationVariables = Exact<{
  model: string;
  action: BulkAction;
  where?: Json | null | undefined;
  search?: string | null | undefined;
  archived?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type StartBulkMutation = { startBulk: { id: string, title: string, state: JobState, done: number, total: number | null, succeeded: number, unchanged: number, failed: number, message: string | null } };

export type ListedJobPartsFragment = { kind: JobKind, model: string | null, createdAt: string, id: string, title: string, state: JobState, done: number, total: number | null, succeeded: number, unchanged: number, failed: number, message: string | null, by: { name: string } };

export type JobsQueryVariables = Exact<{ [key: string]: never; }>;


export type JobsQuery = { jobs: Array<{ kind: JobKind, model: string | null, createdAt: string, id: string, title: string, state: JobState, done: number, total: number | null, succeeded: number, unchanged: number, failed: number, message: string | null, by: { name: string } }> };

export type JobQueryVariables = Exact<{
  id: string | number;
}>;


export type JobQuery = { job: { id: string, title: string, state: JobState, done: number, total: number | null, succeeded: number, unchanged: number, failed: number, message: string | null } | null };

export type JobFailuresQueryVariables = Exact<{
  id: string | number;
}>;


export type JobFailuresQuery = { job: { id: string, items: Array<{ id: string, entry: string, title: string, message: string | null }> } | null };

export type CancelJobMutationVariables = Exact<{
  id: string | number;
}>;


export type CancelJobMutation = { cancelJob: { id: string, title: string, state: JobState, done: number, total: number | null, succeeded: number, unchanged: number, failed: number, message: string | null } };

export type FieldPartsFragment = { id: string, apiId: string, name: string, description: string | null, kind: FieldKind, required: boolean, list: boolean, localized: boolean, unique: boolean, filterable: boolean, system: boolean, default: Json | null, validation: Json | null, visibleWhen: string | null, slugFrom: string | null, canBecome: Array<FieldKind>, models: Array<string>, onDelete: string, components: Array<string>, enum: Array<{ value: string, name: string }> };

export type ModelPartsFragment = { id: string, apiId: string, pluralApiId: string | null, name: string, description: string | null, titleField: string | null, singleton: boolean, drafts: boolean, publicRead: boolean, previewUrl: string | null, component: boolean, builtin: boolean, source: Json, fields: Array<{ id: string, apiId: string, name: string, description: string | null, kind: FieldKind, required: boolean, list: boolean, localized: boolean, unique: boolean, filterable: boolean, system: boolean, default: Json | null, validation: Json | null, visibleWhen: string | null, slugFrom: string | null, canBecome: Array<FieldKind>, models: Array<string>, onDelete: string, components: Array<string>, enum: Array<{ value: string, name: string }> }> };

export type ModelsQueryVariables = Exact<{ [key: string]: never; }>;


export type ModelsQuery = { models: Array<{ id: string, apiId: string, pluralApiId: string | null, name: string, description: string | null, titleField: string | null, singleton: boolean, drafts: boolean, publicRead: boolean, previewUrl: string | null, component: boolean, builtin: boolean, source: Json, fields: Array<{ id: string, apiId: string, name: string, description: string | null, kind: FieldKind, required: boolean, list: boolean, localized: boolean, unique: boolean, filterable: boolean, system: boolean, default: Json | null, validation: Json | null, visibleWhen: string | null, slugFrom: string | null, canBecome: Array<FieldKind>, models: Array<string>, onDelete: string, components: Array<string>, enum: Array<{ value: string, name: string }> }> }>, components: Array<{ id: string, apiId: string, pluralApiId: string | null, name: string, description: string | null, titleField: string | null, singleton: boolean, drafts: boolean, publicRead: boolean, previewUrl: string | null, component: boolean, builtin: boolean, source: Json, fields: Array<{ id: string, apiId: string, name: string, description: string | null, kind: FieldKind, required: boolean, list: boolean, localized: boolean, unique: boolean, filterable: boolean, system: boolean, default: Json | null, validation: Json | null, visibleWhen: string | null, slugFrom: string | null, canBecome: Array<FieldKind>, models: Array<string>, onDelete: string, components: Array<string>, enum: Array<{ value: string, name: string }> }> }> };

export type ModelBuildingQueryVariables = Exact<{
  apiId: string;
}>;


export type ModelBuildingQuery = { model: { apiId: string, building: { fields: Array<string>, done: number, total: number, duplicates: Array<string> } | null } | null };

export type EntryCountsQueryVariables = Exact<{ [key: string]: never; }>;


export type EntryCountsQuery = { models: Array<{ apiId: string, entryCount: number | null }> };

export type PlanPartsFragment = { destructive: boolean, applied: boolean, schemaVersion: number, building: boolean, changes: Array<{ action: string, model: string, field: string | null, destructive: boolean, message: string, affected: number, failing: number, partial: boolean, refused: boolean, samples: Array<{ entry: string, model: string, title: string, message: string }> }> };

export type PlanModelsQueryVariables = Exact<{
  models: Array<Json> | Json;
  remove: boolean;
}>;


export type PlanModelsQuery = { planModels: { destructive: boolean, applied: boolean, schemaVersion: number, building: boolean, changes: Array<{ action: string, model: string, field: string | null, destructive: boolean, message: string, affected: number, failing: number, partial: boolean, refused: boolean, samples: Array<{ entry: string, model: string, title: string, message: string }> }> } };

export type ApplyModelsMutationVariables = Exact<{
  models: Array<Json> | Json;
  remove: boolean;
  allowDestructive: boolean;
}>;


export type ApplyModelsMutation = { applyModels: { destructive: boolean, applied: boolean, schemaVersion: number, building: boolean, changes: Array<{ action: string, model: string, field: string | null, destructive: boolean, message: string, affected: number, failing: number, partial: boolean, refused: boolean, samples: Array<{ entry: string, model: string, title: string, message: string }> }> } };

export type PublishPlanQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
  locales?: Array<string> | string | null | undefined;
}>;


export type PublishPlanQuery = { publishPlan: { steps: number, possible: boolean, items: Array<{ version: number, asked: boolean, step: number, entry: { id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null }, problems: Array<{ path: string, rule: string, message: string }> }> } };

export type ScheduledPartsFragment = { id: string, action: ScheduleAction, at: string, locales: Array<string>, withReferences: boolean, createdAt: string, failure: string | null, by: { kind: string, id: string, name: string } };

export type EntryScheduleQueryVariables = Exact<{
  id: string | number;
}>;


export type EntryScheduleQuery = { entry: { id: string, scheduled: Array<{ id: string, action: ScheduleAction, at: string, locales: Array<string>, withReferences: boolean, createdAt: string, failure: string | null, by: { kind: string, id: string, name: string } }> } | null };

export type ScheduleEntryMutationVariables = Exact<{
  id: string | number;
  action: ScheduleAction;
  at: string;
  locales?: Array<string> | string | null | undefined;
  withReferences?: boolean | null | undefined;
}>;


export type ScheduleEntryMutation = { scheduleEntry: { id: string, action: ScheduleAction, at: string, locales: Array<string>, withReferences: boolean, createdAt: string, failure: string | null, by: { kind: string, id: string, name: string } } };

export type MoveScheduledMutationVariables = Exact<{
  id: string | number;
  at: string;
}>;


export type MoveScheduledMutation = { moveScheduled: { id: string, action: ScheduleAction, at: string, locales: Array<string>, withReferences: boolean, createdAt: string, failure: string | null, by: { kind: string, id: string, name: string } } };

export type CancelScheduledMutationVariables = Exact<{
  id: string | number;
}>;


export type CancelScheduledMutation = { cancelScheduled: string };

export type HighlightPartsFragment = { field: string, locale: string | null, runs: Array<{ text: string, found: boolean }> };

export type SearchQueryVariables = Exact<{
  text: string;
  first: number;
}>;


export type SearchQuery = { search: Array<{ score: number, entry: { id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null }, highlights: Array<{ field: string, locale: string | null, runs: Array<{ text: string, found: boolean }> }> }> };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { kind: string, id: string, name: string, email: string | null, role: Role | null, can: Array<string> } };

export type SpaceQueryVariables = Exact<{ [key: string]: never; }>;


export type SpaceQuery = { space: { id: string, name: string, defaultLocale: string, version: string, publicUrl: string, locales: Array<{ code: string, name: string, fallback: string | null }> } };

export type RenameSpaceMutationVariables = Exact<{
  name: string;
}>;


export type RenameSpaceMutation = { renameSpace: { id: string } };

export type SetLocalesMutationVariables = Exact<{
  locales: Array<LocaleInput> | LocaleInput;
}>;


export type SetLocalesMutation = { setLocales: { id: string } };

export type ChangePasswordMutationVariables = Exact<{
  current: string;
  new: string;
}>;


export type ChangePasswordMutation = { changePassword: boolean };

export type UserPartsFragment = { id: string, email: string, name: string, role: Role, disabled: boolean, createdAt: string, lastSignIn: string | null };

export type UsersQueryVariables = Exact<{ [key: string]: never; }>;


export type UsersQuery = { users: Array<{ id: string, email: string, name: string, role: Role, disabled: boolean, createdAt: string, lastSignIn: string | null }> };

export type CreateUserMutationVariables = Exact<{
  email: string;
  name?: string | null | undefined;
  role: Role;
}>;


export type CreateUserMutation = { createUser: { link: string | null, user: { id: string, email: string, name: string, role: Role, disabled: boolean, createdAt: string, lastSignIn: string | null } } };

export type UpdateUserMutationVariables = Exact<{
  id: string | number;
  name?: string | null | undefined;
  role?: Role | null | undefined;
  disabled?: boolean | null | undefined;
}>;


export type UpdateUserMutation = { updateUser: { id: string, email: string, name: string, role: Role, disabled: boolean, createdAt: string, lastSignIn: string | null } };

export type ResetUserMutationVariables = Exact<{
  id: string | number;
}>;


export type ResetUserMutation = { resetUser: { link: string | null, user: { id: string, email: string, name: string, role: Role, disabled: boolean, createdAt: string, lastSignIn: string | null } } };

export type KeysQueryVariables = Exact<{ [key: string]: never; }>;


export type KeysQuery = { keys: Array<{ id: string, name: string, scopes: Array<Scope>, createdAt: string, lastUsed: string | null, createdBy: { kind: string, id: string, name: string } }> };

export type CreateKeyMutationVariables = Exact<{
  name: string;
  scopes: Array<Scope> | Scope;
}>;


export type CreateKeyMutation = { createKey: { secret: string, key: { id: string, name: string } } };

export type RevokeKeyMutationVariables = Exact<{
  id: string | number;
}>;


export type RevokeKeyMutation = { revokeKey: string };

export type WebhookPartsFragment = { id: string, name: string, url: string, events: Array<string>, models: Array<string>, enabled: boolean, disabledReason: string | null, createdAt: string };

export type DeliveryPartsFragment = { id: string, event: string, type: string, attempt: number, time: string, status: number | null, durationMs: number, delivered: boolean, error: string | null, request: Json | null, response: string | null, nextAttempt: string | null };

export type WebhooksQueryVariables = Exact<{ [key: string]: never; }>;


export type WebhooksQuery = { webhooks: Array<{ id: string, name: string, url: string, events: Array<string>, models: Array<string>, enabled: boolean, disabledReason: string | null, createdAt: string }> };

export type WebhookQueryVariables = Exact<{
  id: string | number;
}>;


export type WebhookQuery = { webhook: { id: string, name: string, url: string, events: Array<string>, models: Array<string>, enabled: boolean, disabledReason: string | null, createdAt: string } | null };

export type AddWebhookMutationVariables = Exact<{
  url: string;
  events: Array<string> | string;
  models?: Array<string> | string | null | undefined;
  name?: string | null | undefined;
}>;


export type AddWebhookMutation = { addWebhook: { secret: string, webhook: { id: string, name: string, url: string, events: Array<string>, models: Array<string>, enabled: boolean, disabledReason: string | null, createdAt: string } } };

export type UpdateWebhookMutationVariables = Exact<{
  id: string | number;
  url?: string | null | undefined;
  events?: Array<string> | string | null | undefined;
  models?: Array<string> | string | null | undefined;
  enabled?: boolean | null | undefined;
  name?: string | null | undefined;
}>;


export type UpdateWebhookMutation = { updateWebhook: { id: string, name: string, url: string, events: Array<string>, models: Array<string>, enabled: boolean, disabledReason: string | null, createdAt: string } };

export type RemoveWebhookMutationVariables = Exact<{
  id: string | number;
}>;


export type RemoveWebhookMutation = { removeWebhook: string };

export type RotateWebhookSecretMutationVariables = Exact<{
  id: string | number;
}>;


export type RotateWebhookSecretMutation = { rotateWebhookSecret: { secret: string } };

export type RedeliverMutationVariables = Exact<{
  webhook: string | number;
  delivery: string | number;
}>;


export type RedeliverMutation = { redeliver: { id: string, event: string, type: string, attempt: number, time: string, status: number | null, durationMs: number, delivered: boolean, error: string | null, request: Json | null, response: string | null, nextAttempt: string | null } };

export type DeliveriesQueryVariables = Exact<{
  id: string | number;
  first: number;
  before?: string | number | null | undefined;
}>;


export type DeliveriesQuery = { webhook: { id: string, deliveries: Array<{ id: string, event: string, type: string, attempt: number, time: string, status: number | null, durationMs: number, delivered: boolean, error: string | null, request: Json | null, response: string | null, nextAttempt: string | null }> } | null };

export type AuditEventsQueryVariables = Exact<{
  types?: Array<string> | string | null | undefined;
  entry?: string | number | null | undefined;
  first: number;
  before?: string | number | null | undefined;
}>;


export type AuditEventsQuery = { events: Array<{ id: string, time: string, types: Array<string>, model: string | null, entry: string | null, before: number | null, after: number | null, note: string | null, actor: { kind: string, id: string, name: string } }> };

export type TrashPartsFragment = { id: string, model: string, title: string, status: Status, updatedAt: string, trashedAt: string | null, purgeAt: string | null, createdBy: { kind: string, id: string, name: string }, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null };

export type TrashQueryVariables = Exact<{
  model: string;
  first: number;
  after?: string | null | undefined;
  count: boolean;
}>;


export type TrashQuery = { entries: { totalCount?: number | null, nodes: Array<{ id: string, model: string, title: string, status: Status, updatedAt: string, trashedAt: string | null, purgeAt: string | null, createdBy: { kind: string, id: string, name: string }, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type PurgeEntryMutationVariables = Exact<{
  id: string | number;
}>;


export type PurgeEntryMutation = { purgeEntry: string };

export type UsageQueryVariables = Exact<{
  id: string | number;
}>;


export type UsageQuery = { usage: { total: number, blocking: number, entries: Array<{ draft: boolean, live: boolean, blocking: boolean, entry: { id: string, model: string, title: string, status: Status, asset: { fileName: string, mimeType: string, size: number, width: number | null, height: number | null, state: string, reason: string | null, url: string, thumbnail: string | null } | null } }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ActorPartsFragmentDoc = new TypedDocumentString(`
    fragment ActorParts on Actor {
  kind
  id
  name
}
    `, {"fragmentName":"ActorParts"}) as unknown as TypedDocumentString<ActorPartsFragment, unknown>;
export const PresencePartsFragmentDoc = new TypedDocumentString(`
    fragment PresenceParts on Presence {
  field
  since
  actor {
    ...ActorParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}`, {"fragmentName":"PresenceParts"}) as unknown as TypedDocumentString<PresencePartsFragment, unknown>;
export const ViewPartsFragmentDoc = new TypedDocumentString(`
    fragment ViewParts on SavedView {
  id
  model
  name
  query
  shared
  by {
    ...ActorParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}`, {"fragmentName":"ViewParts"}) as unknown as TypedDocumentString<ViewPartsFragment, unknown>;
export const AssetPartsFragmentDoc = new TypedDocumentString(`
    fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}
    `, {"fragmentName":"AssetParts"}) as unknown as TypedDocumentString<AssetPartsFragment, unknown>;
export const SummaryPartsFragmentDoc = new TypedDocumentString(`
    fragment SummaryParts on EntrySummary {
  id
  model
  title
  status
  asset {
    ...AssetParts
  }
}
    fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}`, {"fragmentName":"SummaryParts"}) as unknown as TypedDocumentString<SummaryPartsFragment, unknown>;
export const RowPartsFragmentDoc = new TypedDocumentString(`
    fragment RowParts on Entry {
  id
  model
  version
  status
  title
  createdAt
  updatedAt
  publishedAt
  values
  publishedLocales
  scheduled {
    id
    action
    at
    failure
  }
  updatedBy {
    ...ActorParts
  }
  asset {
    ...AssetParts
  }
  references {
    ...SummaryParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}
fragment SummaryParts on EntrySummary {
  id
  model
  title
  status
  asset {
    ...AssetParts
  }
}`, {"fragmentName":"RowParts"}) as unknown as TypedDocumentString<RowPartsFragment, unknown>;
export const EntryPartsFragmentDoc = new TypedDocumentString(`
    fragment EntryParts on Entry {
  id
  model
  version
  status
  title
  createdAt
  updatedAt
  publishedAt
  firstPublishedAt
  purgeAt
  values
  publishedLocales
  createdBy {
    ...ActorParts
  }
  updatedBy {
    ...ActorParts
  }
  asset {
    ...AssetParts
  }
  problems {
    path
    rule
    message
  }
  references {
    ...SummaryParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}
fragment SummaryParts on EntrySummary {
  id
  model
  title
  status
  asset {
    ...AssetParts
  }
}`, {"fragmentName":"EntryParts"}) as unknown as TypedDocumentString<EntryPartsFragment, unknown>;
export const RevisionPartsFragmentDoc = new TypedDocumentString(`
    fragment RevisionParts on Revision {
  version
  createdAt
  published
  createdBy {
    ...ActorParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}`, {"fragmentName":"RevisionParts"}) as unknown as TypedDocumentString<RevisionPartsFragment, unknown>;
export const DifferencePartsFragmentDoc = new TypedDocumentString(`
    fragment DifferenceParts on FieldDifference {
  field
  name
  kind
  locale
  before
  after
  words {
    kind
    text
  }
}
    `, {"fragmentName":"DifferenceParts"}) as unknown as TypedDocumentString<DifferencePartsFragment, unknown>;
export const JobPartsFragmentDoc = new TypedDocumentString(`
    fragment JobParts on Job {
  id
  title
  state
  done
  total
  succeeded
  unchanged
  failed
  message
}
    `, {"fragmentName":"JobParts"}) as unknown as TypedDocumentString<JobPartsFragment, unknown>;
export const ListedJobPartsFragmentDoc = new TypedDocumentString(`
    fragment ListedJobParts on Job {
  ...JobParts
  kind
  model
  createdAt
  by {
    name
  }
}
    fragment JobParts on Job {
  id
  title
  state
  done
  total
  succeeded
  unchanged
  failed
  message
}`, {"fragmentName":"ListedJobParts"}) as unknown as TypedDocumentString<ListedJobPartsFragment, unknown>;
export const FieldPartsFragmentDoc = new TypedDocumentString(`
    fragment FieldParts on Field {
  id
  apiId
  name
  description
  kind
  required
  list
  localized
  unique
  filterable
  system
  default
  validation
  visibleWhen
  slugFrom
  canBecome
  enum {
    value
    name
  }
  models
  onDelete
  components
}
    `, {"fragmentName":"FieldParts"}) as unknown as TypedDocumentString<FieldPartsFragment, unknown>;
export const ModelPartsFragmentDoc = new TypedDocumentString(`
    fragment ModelParts on Model {
  id
  apiId
  pluralApiId
  name
  description
  titleField
  singleton
  drafts
  publicRead
  previewUrl
  component
  builtin
  source
  fields {
    ...FieldParts
  }
}
    fragment FieldParts on Field {
  id
  apiId
  name
  description
  kind
  required
  list
  localized
  unique
  filterable
  system
  default
  validation
  visibleWhen
  slugFrom
  canBecome
  enum {
    value
    name
  }
  models
  onDelete
  components
}`, {"fragmentName":"ModelParts"}) as unknown as TypedDocumentString<ModelPartsFragment, unknown>;
export const PlanPartsFragmentDoc = new TypedDocumentString(`
    fragment PlanParts on ModelPlan {
  destructive
  applied
  schemaVersion
  building
  changes {
    action
    model
    field
    destructive
    message
    affected
    failing
    partial
    refused
    samples {
      entry
      model
      title
      message
    }
  }
}
    `, {"fragmentName":"PlanParts"}) as unknown as TypedDocumentString<PlanPartsFragment, unknown>;
export const ScheduledPartsFragmentDoc = new TypedDocumentString(`
    fragment ScheduledParts on ScheduledAction {
  id
  action
  at
  locales
  withReferences
  createdAt
  failure
  by {
    ...ActorParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}`, {"fragmentName":"ScheduledParts"}) as unknown as TypedDocumentString<ScheduledPartsFragment, unknown>;
export const HighlightPartsFragmentDoc = new TypedDocumentString(`
    fragment HighlightParts on Highlight {
  field
  locale
  runs {
    text
    found
  }
}
    `, {"fragmentName":"HighlightParts"}) as unknown as TypedDocumentString<HighlightPartsFragment, unknown>;
export const UserPartsFragmentDoc = new TypedDocumentString(`
    fragment UserParts on User {
  id
  email
  name
  role
  disabled
  createdAt
  lastSignIn
}
    `, {"fragmentName":"UserParts"}) as unknown as TypedDocumentString<UserPartsFragment, unknown>;
export const WebhookPartsFragmentDoc = new TypedDocumentString(`
    fragment WebhookParts on Webhook {
  id
  name
  url
  events
  models
  enabled
  disabledReason
  createdAt
}
    `, {"fragmentName":"WebhookParts"}) as unknown as TypedDocumentString<WebhookPartsFragment, unknown>;
export const DeliveryPartsFragmentDoc = new TypedDocumentString(`
    fragment DeliveryParts on Delivery {
  id
  event
  type
  attempt
  time
  status
  durationMs
  delivered
  error
  request
  response
  nextAttempt
}
    `, {"fragmentName":"DeliveryParts"}) as unknown as TypedDocumentString<DeliveryPartsFragment, unknown>;
export const TrashPartsFragmentDoc = new TypedDocumentString(`
    fragment TrashParts on Entry {
  id
  model
  title
  status
  updatedAt
  trashedAt
  purgeAt
  createdBy {
    ...ActorParts
  }
  asset {
    ...AssetParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}`, {"fragmentName":"TrashParts"}) as unknown as TypedDocumentString<TrashPartsFragment, unknown>;
export const ArchiveEntryDocument = new TypedDocumentString(`
    mutation ArchiveEntry($id: ID!, $version: Int) {
  archiveEntry(id: $id, version: $version) {
    ...EntryParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}
fragment SummaryParts on EntrySummary {
  id
  model
  title
  status
  asset {
    ...AssetParts
  }
}
fragment EntryParts on Entry {
  id
  model
  version
  status
  title
  createdAt
  updatedAt
  publishedAt
  firstPublishedAt
  purgeAt
  values
  publishedLocales
  createdBy {
    ...ActorParts
  }
  updatedBy {
    ...ActorParts
  }
  asset {
    ...AssetParts
  }
  problems {
    path
    rule
    message
  }
  references {
    ...SummaryParts
  }
}`) as unknown as TypedDocumentString<ArchiveEntryMutation, ArchiveEntryMutationVariables>;
export const UnarchiveEntryDocument = new TypedDocumentString(`
    mutation UnarchiveEntry($id: ID!) {
  unarchiveEntry(id: $id) {
    ...EntryParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}
fragment SummaryParts on EntrySummary {
  id
  model
  title
  status
  asset {
    ...AssetParts
  }
}
fragment EntryParts on Entry {
  id
  model
  version
  status
  title
  createdAt
  updatedAt
  publishedAt
  firstPublishedAt
  purgeAt
  values
  publishedLocales
  createdBy {
    ...ActorParts
  }
  updatedBy {
    ...ActorParts
  }
  asset {
    ...AssetParts
  }
  problems {
    path
    rule
    message
  }
  references {
    ...SummaryParts
  }
}`) as unknown as TypedDocumentString<UnarchiveEntryMutation, UnarchiveEntryMutationVariables>;
export const AttendDocument = new TypedDocumentString(`
    mutation Attend($entry: ID!) {
  attend(entry: $entry) {
    ...PresenceParts
  }
}
    fragment PresenceParts on Presence {
  field
  since
  actor {
    ...ActorParts
  }
}
fragment ActorParts on Actor {
  kind
  id
  name
}`) as unknown as TypedDocumentString<AttendMutation, AttendMutationVariables>;
export const LeaveDocument = new TypedDocumentString(`
    mutation Leave($entry: ID!) {
  leave(entry: $entry)
}
    `) as unknown as TypedDocumentString<LeaveMutation, LeaveMutationVariables>;
export const PreviewEntryDocument = new TypedDocumentString(`
    mutation PreviewEntry($id: ID!, $locale: String) {
  previewEntry(id: $id, locale: $locale) {
    url
  }
}
    `) as unknown as TypedDocumentString<PreviewEntryMutation, PreviewEntryMutationVariables>;
export const ViewsDocument = new TypedDocumentString(`
    query Views {
  views {
    ...ViewParts
  }
}
    fragment ViewParts on SavedView {
  id
  model
  name
  query
  shared
  by {
    ...ActorParts
  }
}
fragment ActorParts on Actor {
  kind
  id
  name
}`) as unknown as TypedDocumentString<ViewsQuery, ViewsQueryVariables>;
export const SaveViewDocument = new TypedDocumentString(`
    mutation SaveView($id: ID, $model: String!, $name: String!, $query: JSON!, $shared: Boolean) {
  saveView(id: $id, model: $model, name: $name, query: $query, shared: $shared) {
    ...ViewParts
  }
}
    fragment ViewParts on SavedView {
  id
  model
  name
  query
  shared
  by {
    ...ActorParts
  }
}
fragment ActorParts on Actor {
  kind
  id
  name
}`) as unknown as TypedDocumentString<SaveViewMutation, SaveViewMutationVariables>;
export const RemoveViewDocument = new TypedDocumentString(`
    mutation RemoveView($id: ID!) {
  removeView(id: $id)
}
    `) as unknown as TypedDocumentString<RemoveViewMutation, RemoveViewMutationVariables>;
export const EntriesDocument = new TypedDocumentString(`
    query Entries($model: String!, $where: JSON, $orderBy: JSON, $search: String, $archived: Boolean, $first: Int, $after: String, $count: Boolean!) {
  entries(
    model: $model
    where: $where
    orderBy: $orderBy
    search: $search
    archived: $archived
    first: $first
    after: $after
  ) {
    edges {
      node {
        ...RowParts
      }
      highlights {
        ...HighlightParts
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount @include(if: $count)
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}
fragment SummaryParts on EntrySummary {
  id
  model
  title
  status
  asset {
    ...AssetParts
  }
}
fragment RowParts on Entry {
  id
  model
  version
  status
  title
  createdAt
  updatedAt
  publishedAt
  values
  publishedLocales
  scheduled {
    id
    action
    at
    failure
  }
  updatedBy {
    ...ActorParts
  }
  asset {
    ...AssetParts
  }
  references {
    ...SummaryParts
  }
}
fragment HighlightParts on Highlight {
  field
  locale
  runs {
    text
    found
  }
}`) as unknown as TypedDocumentString<EntriesQuery, EntriesQueryVariables>;
export const SearchEntriesDocument = new TypedDocumentString(`
    query SearchEntries($model: String!, $where: JSON, $orderBy: JSON, $first: Int!) {
  entries(model: $model, where: $where, orderBy: $orderBy, first: $first) {
    nodes {
      id
      model
      title
      status
      asset {
        ...AssetParts
      }
    }
  }
}
    fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}`) as unknown as TypedDocumentString<SearchEntriesQuery, SearchEntriesQueryVariables>;
export const EntryDocument = new TypedDocumentString(`
    query Entry($id: ID!) {
  entry(id: $id) {
    ...EntryParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}
fragment SummaryParts on EntrySummary {
  id
  model
  title
  status
  asset {
    ...AssetParts
  }
}
fragment EntryParts on Entry {
  id
  model
  version
  status
  title
  createdAt
  updatedAt
  publishedAt
  firstPublishedAt
  purgeAt
  values
  publishedLocales
  createdBy {
    ...ActorParts
  }
  updatedBy {
    ...ActorParts
  }
  asset {
    ...AssetParts
  }
  problems {
    path
    rule
    message
  }
  references {
    ...SummaryParts
  }
}`) as unknown as TypedDocumentString<EntryQuery, EntryQueryVariables>;
export const EntrySummaryDocument = new TypedDocumentString(`
    query EntrySummary($id: ID!) {
  entry(id: $id) {
    id
    model
    title
    status
    asset {
      ...AssetParts
    }
  }
}
    fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}`) as unknown as TypedDocumentString<EntrySummaryQuery, EntrySummaryQueryVariables>;
export const UsedByDocument = new TypedDocumentString(`
    query UsedBy($id: ID!) {
  usedBy(id: $id, first: 20) {
    id
    model
    title
    status
  }
}
    `) as unknown as TypedDocumentString<UsedByQuery, UsedByQueryVariables>;
export const CreateEntryDocument = new TypedDocumentString(`
    mutation CreateEntry($model: String!, $values: JSON!, $idempotencyKey: String) {
  createEntry(model: $model, values: $values, idempotencyKey: $idempotencyKey) {
    ...EntryParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}
fragment SummaryParts on EntrySummary {
  id
  model
  title
  status
  asset {
    ...AssetParts
  }
}
fragment EntryParts on Entry {
  id
  model
  version
  status
  title
  createdAt
  updatedAt
  publishedAt
  firstPublishedAt
  purgeAt
  values
  publishedLocales
  createdBy {
    ...ActorParts
  }
  updatedBy {
    ...ActorParts
  }
  asset {
    ...AssetParts
  }
  problems {
    path
    rule
    message
  }
  references {
    ...SummaryParts
  }
}`) as unknown as TypedDocumentString<CreateEntryMutation, CreateEntryMutationVariables>;
export const UpdateEntryDocument = new TypedDocumentString(`
    mutation UpdateEntry($id: ID!, $values: JSON!, $version: Int, $autosave: Boolean!) {
  updateEntry(id: $id, values: $values, version: $version, autosave: $autosave) {
    ...EntryParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}
fragment SummaryParts on EntrySummary {
  id
  model
  title
  status
  asset {
    ...AssetParts
  }
}
fragment EntryParts on Entry {
  id
  model
  version
  status
  title
  createdAt
  updatedAt
  publishedAt
  firstPublishedAt
  purgeAt
  values
  publishedLocales
  createdBy {
    ...ActorParts
  }
  updatedBy {
    ...ActorParts
  }
  asset {
    ...AssetParts
  }
  problems {
    path
    rule
    message
  }
  references {
    ...SummaryParts
  }
}`) as unknown as TypedDocumentString<UpdateEntryMutation, UpdateEntryMutationVariables>;
export const PublishEntryDocument = new TypedDocumentString(`
    mutation PublishEntry($id: ID!, $version: Int, $locales: [String!], $withReferences: Boolean) {
  publishEntry(
    id: $id
    version: $version
    locales: $locales
    withReferences: $withReferences
  ) {
    ...EntryParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}
fragment SummaryParts on EntrySummary {
  id
  model
  title
  status
  asset {
    ...AssetParts
  }
}
fragment EntryParts on Entry {
  id
  model
  version
  status
  title
  createdAt
  updatedAt
  publishedAt
  firstPublishedAt
  purgeAt
  values
  publishedLocales
  createdBy {
    ...ActorParts
  }
  updatedBy {
    ...ActorParts
  }
  asset {
    ...AssetParts
  }
  problems {
    path
    rule
    message
  }
  references {
    ...SummaryParts
  }
}`) as unknown as TypedDocumentString<PublishEntryMutation, PublishEntryMutationVariables>;
export const UnpublishEntryDocument = new TypedDocumentString(`
    mutation UnpublishEntry($id: ID!, $version: Int, $locales: [String!]) {
  unpublishEntry(id: $id, version: $version, locales: $locales) {
    ...EntryParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}
fragment SummaryParts on EntrySummary {
  id
  model
  title
  status
  asset {
    ...AssetParts
  }
}
fragment EntryParts on Entry {
  id
  model
  version
  status
  title
  createdAt
  updatedAt
  publishedAt
  firstPublishedAt
  purgeAt
  values
  publishedLocales
  createdBy {
    ...ActorParts
  }
  updatedBy {
    ...ActorParts
  }
  asset {
    ...AssetParts
  }
  problems {
    path
    rule
    message
  }
  references {
    ...SummaryParts
  }
}`) as unknown as TypedDocumentString<UnpublishEntryMutation, UnpublishEntryMutationVariables>;
export const DeleteEntryDocument = new TypedDocumentString(`
    mutation DeleteEntry($id: ID!) {
  deleteEntry(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteEntryMutation, DeleteEntryMutationVariables>;
export const RestoreEntryDocument = new TypedDocumentString(`
    mutation RestoreEntry($id: ID!) {
  restoreEntry(id: $id) {
    ...EntryParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}
fragment SummaryParts on EntrySummary {
  id
  model
  title
  status
  asset {
    ...AssetParts
  }
}
fragment EntryParts on Entry {
  id
  model
  version
  status
  title
  createdAt
  updatedAt
  publishedAt
  firstPublishedAt
  purgeAt
  values
  publishedLocales
  createdBy {
    ...ActorParts
  }
  updatedBy {
    ...ActorParts
  }
  asset {
    ...AssetParts
  }
  problems {
    path
    rule
    message
  }
  references {
    ...SummaryParts
  }
}`) as unknown as TypedDocumentString<RestoreEntryMutation, RestoreEntryMutationVariables>;
export const DuplicateEntryDocument = new TypedDocumentString(`
    mutation DuplicateEntry($id: ID!) {
  duplicateEntry(id: $id) {
    id
    model
  }
}
    `) as unknown as TypedDocumentString<DuplicateEntryMutation, DuplicateEntryMutationVariables>;
export const CreateUploadDocument = new TypedDocumentString(`
    mutation CreateUpload($fileName: String!, $mimeType: String!, $size: Int!) {
  createUpload(fileName: $fileName, mimeType: $mimeType, size: $size) {
    id
    method
    url
    headers
    parts {
      method
      url
      headers
      offset
      size
    }
  }
}
    `) as unknown as TypedDocumentString<CreateUploadMutation, CreateUploadMutationVariables>;
export const CompleteUploadDocument = new TypedDocumentString(`
    mutation CompleteUpload($id: ID!) {
  completeUpload(id: $id) {
    ...EntryParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}
fragment SummaryParts on EntrySummary {
  id
  model
  title
  status
  asset {
    ...AssetParts
  }
}
fragment EntryParts on Entry {
  id
  model
  version
  status
  title
  createdAt
  updatedAt
  publishedAt
  firstPublishedAt
  purgeAt
  values
  publishedLocales
  createdBy {
    ...ActorParts
  }
  updatedBy {
    ...ActorParts
  }
  asset {
    ...AssetParts
  }
  problems {
    path
    rule
    message
  }
  references {
    ...SummaryParts
  }
}`) as unknown as TypedDocumentString<CompleteUploadMutation, CompleteUploadMutationVariables>;
export const RevisionsDocument = new TypedDocumentString(`
    query Revisions($id: ID!, $first: Int!, $before: Int) {
  revisions(id: $id, first: $first, before: $before) {
    ...RevisionParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment RevisionParts on Revision {
  version
  createdAt
  published
  createdBy {
    ...ActorParts
  }
}`) as unknown as TypedDocumentString<RevisionsQuery, RevisionsQueryVariables>;
export const CompareRevisionsDocument = new TypedDocumentString(`
    query CompareRevisions($id: ID!, $from: Int!, $to: Int) {
  compareRevisions(id: $id, from: $from, to: $to) {
    from {
      ...RevisionParts
    }
    to {
      ...RevisionParts
    }
    differences {
      ...DifferenceParts
    }
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment RevisionParts on Revision {
  version
  createdAt
  published
  createdBy {
    ...ActorParts
  }
}
fragment DifferenceParts on FieldDifference {
  field
  name
  kind
  locale
  before
  after
  words {
    kind
    text
  }
}`) as unknown as TypedDocumentString<CompareRevisionsQuery, CompareRevisionsQueryVariables>;
export const RestoreRevisionDocument = new TypedDocumentString(`
    mutation RestoreRevision($id: ID!, $revision: Int!, $fields: [String!], $version: Int) {
  restoreRevision(
    id: $id
    revision: $revision
    fields: $fields
    version: $version
  ) {
    ...EntryParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}
fragment SummaryParts on EntrySummary {
  id
  model
  title
  status
  asset {
    ...AssetParts
  }
}
fragment EntryParts on Entry {
  id
  model
  version
  status
  title
  createdAt
  updatedAt
  publishedAt
  firstPublishedAt
  purgeAt
  values
  publishedLocales
  createdBy {
    ...ActorParts
  }
  updatedBy {
    ...ActorParts
  }
  asset {
    ...AssetParts
  }
  problems {
    path
    rule
    message
  }
  references {
    ...SummaryParts
  }
}`) as unknown as TypedDocumentString<RestoreRevisionMutation, RestoreRevisionMutationVariables>;
export const HomeDocument = new TypedDocumentString(`
    query Home {
  home {
    continueWriting(first: 8) {
      ...RowParts
    }
    upcoming(days: 7, first: 40) {
      ...ScheduledParts
      entry {
        ...SummaryParts
      }
    }
    needsAttention(first: 8) {
      kind
      message
      at
      webhook
      job
      entry {
        ...SummaryParts
      }
    }
    activity(first: 12) {
      id
      time
      types
      model
      entry
      note
      actor {
        ...ActorParts
      }
    }
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}
fragment SummaryParts on EntrySummary {
  id
  model
  title
  status
  asset {
    ...AssetParts
  }
}
fragment RowParts on Entry {
  id
  model
  version
  status
  title
  createdAt
  updatedAt
  publishedAt
  values
  publishedLocales
  scheduled {
    id
    action
    at
    failure
  }
  updatedBy {
    ...ActorParts
  }
  asset {
    ...AssetParts
  }
  references {
    ...SummaryParts
  }
}
fragment ScheduledParts on ScheduledAction {
  id
  action
  at
  locales
  withReferences
  createdAt
  failure
  by {
    ...ActorParts
  }
}`) as unknown as TypedDocumentString<HomeQuery, HomeQueryVariables>;
export const StartBulkDocument = new TypedDocumentString(`
    mutation StartBulk($model: String!, $action: BulkAction!, $where: JSON, $search: String, $archived: Boolean, $idempotencyKey: String) {
  startBulk(
    model: $model
    action: $action
    where: $where
    search: $search
    archived: $archived
    idempotencyKey: $idempotencyKey
  ) {
    ...JobParts
  }
}
    fragment JobParts on Job {
  id
  title
  state
  done
  total
  succeeded
  unchanged
  failed
  message
}`) as unknown as TypedDocumentString<StartBulkMutation, StartBulkMutationVariables>;
export const JobsDocument = new TypedDocumentString(`
    query Jobs {
  jobs(first: 50) {
    ...ListedJobParts
  }
}
    fragment JobParts on Job {
  id
  title
  state
  done
  total
  succeeded
  unchanged
  failed
  message
}
fragment ListedJobParts on Job {
  ...JobParts
  kind
  model
  createdAt
  by {
    name
  }
}`) as unknown as TypedDocumentString<JobsQuery, JobsQueryVariables>;
export const JobDocument = new TypedDocumentString(`
    query Job($id: ID!) {
  job(id: $id) {
    ...JobParts
  }
}
    fragment JobParts on Job {
  id
  title
  state
  done
  total
  succeeded
  unchanged
  failed
  message
}`) as unknown as TypedDocumentString<JobQuery, JobQueryVariables>;
export const JobFailuresDocument = new TypedDocumentString(`
    query JobFailures($id: ID!) {
  job(id: $id) {
    id
    items(outcome: FAILED, first: 100) {
      id
      entry
      title
      message
    }
  }
}
    `) as unknown as TypedDocumentString<JobFailuresQuery, JobFailuresQueryVariables>;
export const CancelJobDocument = new TypedDocumentString(`
    mutation CancelJob($id: ID!) {
  cancelJob(id: $id) {
    ...JobParts
  }
}
    fragment JobParts on Job {
  id
  title
  state
  done
  total
  succeeded
  unchanged
  failed
  message
}`) as unknown as TypedDocumentString<CancelJobMutation, CancelJobMutationVariables>;
export const ModelsDocument = new TypedDocumentString(`
    query Models {
  models {
    ...ModelParts
  }
  components {
    ...ModelParts
  }
}
    fragment FieldParts on Field {
  id
  apiId
  name
  description
  kind
  required
  list
  localized
  unique
  filterable
  system
  default
  validation
  visibleWhen
  slugFrom
  canBecome
  enum {
    value
    name
  }
  models
  onDelete
  components
}
fragment ModelParts on Model {
  id
  apiId
  pluralApiId
  name
  description
  titleField
  singleton
  drafts
  publicRead
  previewUrl
  component
  builtin
  source
  fields {
    ...FieldParts
  }
}`) as unknown as TypedDocumentString<ModelsQuery, ModelsQueryVariables>;
export const ModelBuildingDocument = new TypedDocumentString(`
    query ModelBuilding($apiId: String!) {
  model(apiId: $apiId) {
    apiId
    building {
      fields
      done
      total
      duplicates
    }
  }
}
    `) as unknown as TypedDocumentString<ModelBuildingQuery, ModelBuildingQueryVariables>;
export const EntryCountsDocument = new TypedDocumentString(`
    query EntryCounts {
  models {
    apiId
    entryCount
  }
}
    `) as unknown as TypedDocumentString<EntryCountsQuery, EntryCountsQueryVariables>;
export const PlanModelsDocument = new TypedDocumentString(`
    query PlanModels($models: [JSON!]!, $remove: Boolean!) {
  planModels(models: $models, remove: $remove) {
    ...PlanParts
  }
}
    fragment PlanParts on ModelPlan {
  destructive
  applied
  schemaVersion
  building
  changes {
    action
    model
    field
    destructive
    message
    affected
    failing
    partial
    refused
    samples {
      entry
      model
      title
      message
    }
  }
}`) as unknown as TypedDocumentString<PlanModelsQuery, PlanModelsQueryVariables>;
export const ApplyModelsDocument = new TypedDocumentString(`
    mutation ApplyModels($models: [JSON!]!, $remove: Boolean!, $allowDestructive: Boolean!) {
  applyModels(
    models: $models
    remove: $remove
    allowDestructive: $allowDestructive
  ) {
    ...PlanParts
  }
}
    fragment PlanParts on ModelPlan {
  destructive
  applied
  schemaVersion
  building
  changes {
    action
    model
    field
    destructive
    message
    affected
    failing
    partial
    refused
    samples {
      entry
      model
      title
      message
    }
  }
}`) as unknown as TypedDocumentString<ApplyModelsMutation, ApplyModelsMutationVariables>;
export const PublishPlanDocument = new TypedDocumentString(`
    query PublishPlan($ids: [ID!]!, $locales: [String!]) {
  publishPlan(ids: $ids, locales: $locales, withReferences: true) {
    steps
    possible
    items {
      version
      asked
      step
      entry {
        ...SummaryParts
      }
      problems {
        path
        rule
        message
      }
    }
  }
}
    fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}
fragment SummaryParts on EntrySummary {
  id
  model
  title
  status
  asset {
    ...AssetParts
  }
}`) as unknown as TypedDocumentString<PublishPlanQuery, PublishPlanQueryVariables>;
export const EntryScheduleDocument = new TypedDocumentString(`
    query EntrySchedule($id: ID!) {
  entry(id: $id) {
    id
    scheduled {
      ...ScheduledParts
    }
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment ScheduledParts on ScheduledAction {
  id
  action
  at
  locales
  withReferences
  createdAt
  failure
  by {
    ...ActorParts
  }
}`) as unknown as TypedDocumentString<EntryScheduleQuery, EntryScheduleQueryVariables>;
export const ScheduleEntryDocument = new TypedDocumentString(`
    mutation ScheduleEntry($id: ID!, $action: ScheduleAction!, $at: DateTime!, $locales: [String!], $withReferences: Boolean) {
  scheduleEntry(
    id: $id
    action: $action
    at: $at
    locales: $locales
    withReferences: $withReferences
  ) {
    ...ScheduledParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment ScheduledParts on ScheduledAction {
  id
  action
  at
  locales
  withReferences
  createdAt
  failure
  by {
    ...ActorParts
  }
}`) as unknown as TypedDocumentString<ScheduleEntryMutation, ScheduleEntryMutationVariables>;
export const MoveScheduledDocument = new TypedDocumentString(`
    mutation MoveScheduled($id: ID!, $at: DateTime!) {
  moveScheduled(id: $id, at: $at) {
    ...ScheduledParts
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment ScheduledParts on ScheduledAction {
  id
  action
  at
  locales
  withReferences
  createdAt
  failure
  by {
    ...ActorParts
  }
}`) as unknown as TypedDocumentString<MoveScheduledMutation, MoveScheduledMutationVariables>;
export const CancelScheduledDocument = new TypedDocumentString(`
    mutation CancelScheduled($id: ID!) {
  cancelScheduled(id: $id)
}
    `) as unknown as TypedDocumentString<CancelScheduledMutation, CancelScheduledMutationVariables>;
export const SearchDocument = new TypedDocumentString(`
    query Search($text: String!, $first: Int!) {
  search(text: $text, first: $first) {
    entry {
      ...SummaryParts
    }
    score
    highlights {
      ...HighlightParts
    }
  }
}
    fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}
fragment SummaryParts on EntrySummary {
  id
  model
  title
  status
  asset {
    ...AssetParts
  }
}
fragment HighlightParts on Highlight {
  field
  locale
  runs {
    text
    found
  }
}`) as unknown as TypedDocumentString<SearchQuery, SearchQueryVariables>;
export const MeDocument = new TypedDocumentString(`
    query Me {
  me {
    kind
    id
    name
    email
    role
    can
  }
}
    `) as unknown as TypedDocumentString<MeQuery, MeQueryVariables>;
export const SpaceDocument = new TypedDocumentString(`
    query Space {
  space {
    id
    name
    defaultLocale
    version
    publicUrl
    locales {
      code
      name
      fallback
    }
  }
}
    `) as unknown as TypedDocumentString<SpaceQuery, SpaceQueryVariables>;
export const RenameSpaceDocument = new TypedDocumentString(`
    mutation RenameSpace($name: String!) {
  renameSpace(name: $name) {
    id
  }
}
    `) as unknown as TypedDocumentString<RenameSpaceMutation, RenameSpaceMutationVariables>;
export const SetLocalesDocument = new TypedDocumentString(`
    mutation SetLocales($locales: [LocaleInput!]!) {
  setLocales(locales: $locales) {
    id
  }
}
    `) as unknown as TypedDocumentString<SetLocalesMutation, SetLocalesMutationVariables>;
export const ChangePasswordDocument = new TypedDocumentString(`
    mutation ChangePassword($current: String!, $new: String!) {
  changePassword(current: $current, new: $new)
}
    `) as unknown as TypedDocumentString<ChangePasswordMutation, ChangePasswordMutationVariables>;
export const UsersDocument = new TypedDocumentString(`
    query Users {
  users {
    ...UserParts
  }
}
    fragment UserParts on User {
  id
  email
  name
  role
  disabled
  createdAt
  lastSignIn
}`) as unknown as TypedDocumentString<UsersQuery, UsersQueryVariables>;
export const CreateUserDocument = new TypedDocumentString(`
    mutation CreateUser($email: String!, $name: String, $role: Role!) {
  createUser(email: $email, name: $name, role: $role) {
    link
    user {
      ...UserParts
    }
  }
}
    fragment UserParts on User {
  id
  email
  name
  role
  disabled
  createdAt
  lastSignIn
}`) as unknown as TypedDocumentString<CreateUserMutation, CreateUserMutationVariables>;
export const UpdateUserDocument = new TypedDocumentString(`
    mutation UpdateUser($id: ID!, $name: String, $role: Role, $disabled: Boolean) {
  updateUser(id: $id, name: $name, role: $role, disabled: $disabled) {
    ...UserParts
  }
}
    fragment UserParts on User {
  id
  email
  name
  role
  disabled
  createdAt
  lastSignIn
}`) as unknown as TypedDocumentString<UpdateUserMutation, UpdateUserMutationVariables>;
export const ResetUserDocument = new TypedDocumentString(`
    mutation ResetUser($id: ID!) {
  resetUser(id: $id) {
    link
    user {
      ...UserParts
    }
  }
}
    fragment UserParts on User {
  id
  email
  name
  role
  disabled
  createdAt
  lastSignIn
}`) as unknown as TypedDocumentString<ResetUserMutation, ResetUserMutationVariables>;
export const KeysDocument = new TypedDocumentString(`
    query Keys {
  keys {
    id
    name
    scopes
    createdAt
    lastUsed
    createdBy {
      ...ActorParts
    }
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}`) as unknown as TypedDocumentString<KeysQuery, KeysQueryVariables>;
export const CreateKeyDocument = new TypedDocumentString(`
    mutation CreateKey($name: String!, $scopes: [Scope!]!) {
  createKey(name: $name, scopes: $scopes) {
    secret
    key {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<CreateKeyMutation, CreateKeyMutationVariables>;
export const RevokeKeyDocument = new TypedDocumentString(`
    mutation RevokeKey($id: ID!) {
  revokeKey(id: $id)
}
    `) as unknown as TypedDocumentString<RevokeKeyMutation, RevokeKeyMutationVariables>;
export const WebhooksDocument = new TypedDocumentString(`
    query Webhooks {
  webhooks {
    ...WebhookParts
  }
}
    fragment WebhookParts on Webhook {
  id
  name
  url
  events
  models
  enabled
  disabledReason
  createdAt
}`) as unknown as TypedDocumentString<WebhooksQuery, WebhooksQueryVariables>;
export const WebhookDocument = new TypedDocumentString(`
    query Webhook($id: ID!) {
  webhook(id: $id) {
    ...WebhookParts
  }
}
    fragment WebhookParts on Webhook {
  id
  name
  url
  events
  models
  enabled
  disabledReason
  createdAt
}`) as unknown as TypedDocumentString<WebhookQuery, WebhookQueryVariables>;
export const AddWebhookDocument = new TypedDocumentString(`
    mutation AddWebhook($url: String!, $events: [String!]!, $models: [String!], $name: String) {
  addWebhook(url: $url, events: $events, models: $models, name: $name) {
    secret
    webhook {
      ...WebhookParts
    }
  }
}
    fragment WebhookParts on Webhook {
  id
  name
  url
  events
  models
  enabled
  disabledReason
  createdAt
}`) as unknown as TypedDocumentString<AddWebhookMutation, AddWebhookMutationVariables>;
export const UpdateWebhookDocument = new TypedDocumentString(`
    mutation UpdateWebhook($id: ID!, $url: String, $events: [String!], $models: [String!], $enabled: Boolean, $name: String) {
  updateWebhook(
    id: $id
    url: $url
    events: $events
    models: $models
    enabled: $enabled
    name: $name
  ) {
    ...WebhookParts
  }
}
    fragment WebhookParts on Webhook {
  id
  name
  url
  events
  models
  enabled
  disabledReason
  createdAt
}`) as unknown as TypedDocumentString<UpdateWebhookMutation, UpdateWebhookMutationVariables>;
export const RemoveWebhookDocument = new TypedDocumentString(`
    mutation RemoveWebhook($id: ID!) {
  removeWebhook(id: $id)
}
    `) as unknown as TypedDocumentString<RemoveWebhookMutation, RemoveWebhookMutationVariables>;
export const RotateWebhookSecretDocument = new TypedDocumentString(`
    mutation RotateWebhookSecret($id: ID!) {
  rotateWebhookSecret(id: $id) {
    secret
  }
}
    `) as unknown as TypedDocumentString<RotateWebhookSecretMutation, RotateWebhookSecretMutationVariables>;
export const RedeliverDocument = new TypedDocumentString(`
    mutation Redeliver($webhook: ID!, $delivery: ID!) {
  redeliver(webhook: $webhook, delivery: $delivery) {
    ...DeliveryParts
  }
}
    fragment DeliveryParts on Delivery {
  id
  event
  type
  attempt
  time
  status
  durationMs
  delivered
  error
  request
  response
  nextAttempt
}`) as unknown as TypedDocumentString<RedeliverMutation, RedeliverMutationVariables>;
export const DeliveriesDocument = new TypedDocumentString(`
    query Deliveries($id: ID!, $first: Int!, $before: ID) {
  webhook(id: $id) {
    id
    deliveries(first: $first, before: $before) {
      ...DeliveryParts
    }
  }
}
    fragment DeliveryParts on Delivery {
  id
  event
  type
  attempt
  time
  status
  durationMs
  delivered
  error
  request
  response
  nextAttempt
}`) as unknown as TypedDocumentString<DeliveriesQuery, DeliveriesQueryVariables>;
export const AuditEventsDocument = new TypedDocumentString(`
    query AuditEvents($types: [String!], $entry: ID, $first: Int!, $before: ID) {
  events(types: $types, entry: $entry, first: $first, before: $before) {
    id
    time
    types
    model
    entry
    before
    after
    note
    actor {
      ...ActorParts
    }
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}`) as unknown as TypedDocumentString<AuditEventsQuery, AuditEventsQueryVariables>;
export const TrashDocument = new TypedDocumentString(`
    query Trash($model: String!, $first: Int!, $after: String, $count: Boolean!) {
  entries(
    model: $model
    trashed: true
    orderBy: [{updatedAt: "DESC"}]
    first: $first
    after: $after
  ) {
    nodes {
      ...TrashParts
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount @include(if: $count)
  }
}
    fragment ActorParts on Actor {
  kind
  id
  name
}
fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}
fragment TrashParts on Entry {
  id
  model
  title
  status
  updatedAt
  trashedAt
  purgeAt
  createdBy {
    ...ActorParts
  }
  asset {
    ...AssetParts
  }
}`) as unknown as TypedDocumentString<TrashQuery, TrashQueryVariables>;
export const PurgeEntryDocument = new TypedDocumentString(`
    mutation PurgeEntry($id: ID!) {
  purgeEntry(id: $id)
}
    `) as unknown as TypedDocumentString<PurgeEntryMutation, PurgeEntryMutationVariables>;
export const UsageDocument = new TypedDocumentString(`
    query Usage($id: ID!) {
  usage(id: $id, first: 20) {
    total
    blocking
    entries {
      draft
      live
      blocking
      entry {
        ...SummaryParts
      }
    }
  }
}
    fragment AssetParts on AssetFile {
  fileName
  mimeType
  size
  width
  height
  state
  reason
  url
  thumbnail
}
fragment SummaryParts on EntrySummary {
  id
  model
  title
  status
  asset {
    ...AssetParts
  }
}`) as unknown as TypedDocumentString<UsageQuery, UsageQueryVariables>;