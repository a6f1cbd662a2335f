import { ApiError } from './errors';

const JSON_TYPE = 'application/json';
const UNREACHABLE = 'Galley does not answer. You may be offline; what you wrote is kept on this device.';

/** Sends JSON to our own server and gives its reply. A server that cannot be reached is an ApiError, NETWORK. */
export async function send(method: 'GET' | 'POST', path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      signal,
      credentials: 'same-origin',
      headers: method === 'POST' ? { 'content-type': JSON_TYPE, accept: JSON_TYPE } : { accept: JSON_TYPE },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError(UNREACHABLE, 'NETWORK');
  }
}

/** Reads a reply as JSON; null when it is something else, like the error page of a proxy. */
export async function readJson<T>(reply: Response): Promise<T | null> {
  try {
    return (await reply.json()) as T;
  } catch {
    return null;
  }
}
