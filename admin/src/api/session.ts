import { queryOptions } from '@tanstack/react-query';
import { ApiError, type ErrorCode } from './errors';
import { readJson, send } from './http';

export type SessionUser = { id: string; email: string; name: string };

/** Who is signed in; `setup` tells that nobody exists yet. */
export type Session = { user: SessionUser | null; setup: boolean };

type Failure = { error?: { code: ErrorCode; message: string } };

async function call<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T | null> {
  const reply = await send(method, path, body);
  const result = reply.status === 204 ? null : await readJson<T & Failure>(reply);
  if (!reply.ok) {
    const failure = result?.error;
    throw new ApiError(failure?.message ?? `Galley answered with the status ${reply.status}.`, failure?.code ?? 'INTERNAL');
  }
  return result;
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session> => (await call<Session>('GET', '/auth/session')) ?? { user: null, setup: false },
  staleTime: 5 * 60_000,
});

export function signIn(email: string, password: string) {
  return call<{ user: SessionUser }>('POST', '/auth/login', { email, password });
}

export function signOut() {
  return call<null>('POST', '/auth/logout', {});
}

/** Creates the first person, by the link that the terminal shows. */
export function setUp(token: string, name: string, email: string, password: string) {
  return call<{ user: SessionUser }>('POST', '/auth/setup', { token, name, email, password });
}

/** Sets a password by a one-time link. */
export function setPassword(token: string, password: string) {
  return call<{ user: SessionUser }>('POST', '/auth/password', { token, password });
}
