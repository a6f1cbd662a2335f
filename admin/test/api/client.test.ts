import { afterEach, expect, test, vi } from 'vitest';
import { execute } from '@/api/client';
import { ApiError } from '@/api/errors';
import { EntryDocument } from '@/api/generated/graphql';

function answer(status: number, body: unknown) {
  const reply = new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  const fetcher = vi.fn<typeof fetch>(async () => reply);
  vi.stubGlobal('fetch', fetcher);
  return fetcher;
}

afterEach(() => vi.unstubAllGlobals());

async function failure(): Promise<ApiError> {
  const error = await execute(EntryDocument, { id: 'e1' }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

test('sends the operation to the management API with the cookie of this site', async () => {
  const fetcher = answer(200, { data: { entry: null } });
  expect(await execute(EntryDocument, { id: 'e1' })).toEqual({ entry: null });
  const [path, request] = fetcher.mock.calls[0]!;
  expect(path).toBe('/manage/graphql');
  expect(request).toMatchObject({ method: 'POST', credentials: 'same-origin' });
  const body = JSON.parse(String(request?.body));
  expect(body.variables).toEqual({ id: 'e1' });
  expect(body.query).toContain('query Entry($id: ID!)');
});

test('an error keeps its sentence, code and problems', async () => {
  const problems = [{ path: 'title', rule: 'required', message: 'title is required.' }];
  answer(200, { data: null, errors: [{ message: 'The values are not valid.', extensions: { code: 'VALIDATION_FAILED', problems } }] });
  const error = await failure();
  expect(error.message).toBe('The values are not valid.');
  expect(error.code).toBe('VALIDATION_FAILED');
  expect(error.problems).toEqual(problems);
});

test.each([
  { name: 'a session that ended', status: 401, body: '', code: 'UNAUTHENTICATED' },
  { name: 'an error of another route', status: 403, body: { error: { code: 'FORBIDDEN', message: 'No.' } }, code: 'FORBIDDEN' },
  { name: 'the page of a proxy', status: 502, body: '<html>', code: 'INTERNAL' },
])('$name is an ApiError', async ({ status, body, code }) => {
  answer(status, body);
  expect((await failure()).code).toBe(code);
});

test('a server that cannot be reached is told from one that refuses', async () => {
  vi.stubGlobal('fetch', vi.fn(() => Promise.reject(new TypeError('Failed to fetch'))));
  expect((await failure()).code).toBe('NETWORK');
});
