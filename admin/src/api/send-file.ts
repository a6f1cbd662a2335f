import { isObject } from '@/lib/json';
import { pause } from '@/lib/pause';
import { ApiError, isCode } from './errors';

/** A request that sends a file, or a part of it. */
type Target = { method: string; url: string; headers: unknown };
export type Part = Target & { offset: number; size: number };

type OnSent = (bytes: number) => void;

/** Sends a body as the target wants it. `onSent` gets the bytes that are on their way. */
export function sendBody(target: Target, body: Blob, onSent: OnSent, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const request = new XMLHttpRequest();
    request.open(target.method, target.url);
    if (isObject(target.headers)) {
      for (const [name, value] of Object.entries(target.headers)) request.setRequestHeader(name, String(value));
    }
    const abort = () => request.abort();
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () => {
      if (request.status < 300) resolve();
      else reject(new ApiError(refusal(request), request.status < 500 ? 'BAD_USER_INPUT' : 'NETWORK'));
    };
    request.onerror = () => reject(new ApiError('The upload broke off. Check the connection and try again.', 'NETWORK'));
    request.onabort = () => reject(new DOMException('The upload was cancelled.', 'AbortError'));
    request.onloadend = () => signal?.removeEventListener('abort', abort);
    signal?.addEventListener('abort', abort);
    request.send(body);
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

const LANES = 4;
const ATTEMPTS = 5;
const FIRST_PAUSE = 500;

/** Sends the parts of a file, some at a time. The first that fails for good stops the others. */
export async function sendParts(parts: Part[], file: Blob, onSent: OnSent, signal?: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const abort = () => stop.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  const sent = parts.map(() => 0);
  const waiting = parts.entries();
  const lane = async () => {
    for (const [index, part] of waiting) {
      await sendPart(part, file, (bytes) => {
        sent[index] = bytes;
        onSent(sent.reduce((sum, each) => sum + each, 0));
      }, stop.signal);
    }
  };
  try {
    await Promise.all(Array.from({ length: LANES }, lane));
  } catch (error) {
    stop.abort();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Sends one part, and again after a while if the way to the storage broke. */
async function sendPart(part: Part, file: Blob, onSent: OnSent, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await sendBody(part, file.slice(part.offset, part.offset + part.size), onSent, signal);
      onSent(part.size);
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !isCode(error, 'NETWORK')) throw error;
      onSent(0);
    }
    await pause(FIRST_PAUSE * 2 ** (attempt - 1), signal);
  }
}
