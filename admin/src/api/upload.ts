import { pause } from '@/lib/pause';
import { execute } from './client';
import type { Entry } from './entries';
import { ApiError, isCode } from './errors';
import { CompleteUploadDocument, CreateUploadDocument, EntryDocument } from './generated/graphql';
import { sendBody, sendParts } from './send-file';

/** Uploads a file and gives the asset that was made of it. `onProgress` gets the sent fraction, 0 to 1. */
export async function uploadFile(file: File, onProgress: (fraction: number) => void, signal?: AbortSignal): Promise<Entry> {
  const mimeType = file.type || 'application/octet-stream';
  const { createUpload } = await execute(CreateUploadDocument, { fileName: file.name, mimeType, size: file.size }, signal);
  const onSent = (bytes: number) => onProgress(Math.min(bytes / file.size, 1));
  if (createUpload.parts) await sendParts(createUpload.parts, file, onSent, signal);
  else await sendBody(createUpload, file, onSent, signal);
  onProgress(1);
  const { completeUpload } = await execute(CompleteUploadDocument, { id: createUpload.id }, signal);
  const asset = await checked(completeUpload, signal);
  if (asset.asset?.state === 'FAILED') {
    throw new ApiError(asset.asset.reason ?? 'The file could not be read.', 'BAD_USER_INPUT');
  }
  return asset;
}

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15_000;
const PATIENCE = 5 * 60_000;

/** Waits until Galley has looked at the file: in the cloud somebody else does, and may need longer than a reply takes. */
async function checked(entry: Entry, signal?: AbortSignal): Promise<Entry> {
  let now = entry;
  let waited = 0;
  for (let wait = FIRST_PAUSE; now.asset?.state === 'UPLOADING'; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
    if (waited >= PATIENCE) {
      throw new ApiError('The file was sent, but is still being checked. Look for it in the media library later.', 'INTERNAL');
    }
    await pause(wait, signal);
    waited += wait;
    now = (await asked(entry.id, signal)) ?? now;
  }
  return now;
}

/** The asset as it is now; null if there was no answer. */
async function asked(id: string, signal?: AbortSignal): Promise<Entry | null> {
  try {
    const { entry } = await execute(EntryDocument, { id }, signal);
    if (entry) return entry;
  } catch (error) {
    if (isCode(error, 'NETWORK')) return null;
    throw error;
  }
  throw new ApiError('The file was deleted while it was being checked.', 'NOT_FOUND');
}
