import { isObject } from '@/lib/json';
import { execute } from './client';
import type { Entry } from './entries';
import { ApiError } from './errors';
import { CompleteUploadDocument, CreateUploadDocument } from './generated/graphql';

type Target = { method: string; url: string; headers: unknown };

function put(target: Target, file: File, onProgress: (fraction: number) => void, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(target.method, target.url);
    if (isObject(target.headers)) {
      for (const [name, value] of Object.entries(target.headers)) request.setRequestHeader(name, String(value));
    }
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => {
      if (request.status < 300) resolve();
      else reject(new ApiError(refusal(request), 'BAD_USER_INPUT'));
    };
    request.onerror = () => reject(new ApiError('The upload broke off. Check the connection and try again.', 'NETWORK'));
    request.onabort = () => reject(new DOMException('The upload was cancelled.', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

/** The sentence of a reply that refuses the file, if it has one. */
function refusal(request: XMLHttpRequest): string {
  try {
    const message: unknown = JSON.parse(request.responseText).error?.message;
    if (typeof message === 'string') return message;
  } catch {
    // not JSON
  }
  return `The file was refused with the status ${request.status}.`;
}

/** Uploads a file and gives the asset that was made of it. `onProgress` gets the sent fraction, 0 to 1. */
export async function uploadFile(file: File, onProgress: (fraction: number) => void, signal?: AbortSignal): Promise<Entry> {
  const mimeType = file.type || 'application/octet-stream';
  const { createUpload } = await execute(CreateUploadDocument, { fileName: file.name, mimeType, size: file.size }, signal);
  await put(createUpload, file, onProgress, signal);
  const { completeUpload } = await execute(CompleteUploadDocument, { id: createUpload.id }, signal);
  if (completeUpload.asset?.state === 'FAILED') {
    throw new ApiError(completeUpload.asset.reason ?? 'The file could not be read.', 'BAD_USER_INPUT');
  }
  return completeUpload;
}
