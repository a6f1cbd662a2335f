import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { uploadFile } from '@/api/upload';
import { messageOf } from '@/api/errors';

type Sent = { url: string; headers: Record<string, string>; text: string };

/** What the storage answers to a request; requests wait until they are answered. */
let storage: (sent: Sent) => number | Promise<number>;
let sent: Sent[];
let open = 0;
let mostOpen = 0;

class FakeRequest {
  upload: { onprogress?: (event: { loaded: number }) => void } = {};
  status = 0;
  responseText = '<Error/>';
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  onloadend?: () => void;
  private sent: Sent = { url: '', headers: {}, text: '' };
  private aborted = false;

  open(_method: string, url: string) {
    this.sent.url = url;
  }
  setRequestHeader(name: string, value: string) {
    this.sent.headers[name] = value;
  }
  abort() {
    this.aborted = true;
    this.end(this.onabort);
  }
  async send(body: Blob) {
    this.sent.text = await body.text();
    sent.push(this.sent);
    mostOpen = Math.max(mostOpen, ++open);
    this.upload.onprogress?.({ loaded: body.size });
    this.status = await storage(this.sent);
    if (!this.aborted) this.end(this.status ? this.onload : this.onerror);
  }
  private end(how?: () => void) {
    open--;
    how?.();
    this.onloadend?.();
  }
}

/** Answers of the management API, by the name of the operation; the last one is repeated. */
function api(answers: Record<string, unknown[]>) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (_path: string, request: RequestInit) => {
    const name = /(?:query|mutation) (\w+)/.exec(String(request.body))![1]!;
    asked.push(name);
    const list = answers[name]!;
    const answer = list.length > 1 ? list.shift() : list[0];
    if (answer === 'offline') throw new TypeError('offline');
    return new Response(JSON.stringify({ data: answer }));
  });
  return asked;
}

const asset = (state: string, reason?: string) => ({ id: 'a', asset: { state, reason } });
const created = (parts: unknown) => ({ createUpload: { id: 'a', method: 'PUT', url: parts ? '' : '/upload/x', headers: { 'Content-Type': 'text/plain' }, parts } });
const part = (offset: number, size: number) => ({ method: 'PUT', url: `/part/${offset}`, headers: { 'Content-Type': 'text/plain' }, offset, size });
const done = { completeUpload: asset('READY') };
const file = new File(['0123456789'], 'a.txt', { type: 'text/plain' });

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('XMLHttpRequest', FakeRequest);
  [sent, open, mostOpen] = [[], 0, 0];
  storage = () => 200;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Runs an upload to its end, however long it pauses, and gives the error if there is one. */
async function upload(signal?: AbortSignal) {
  const fractions: number[] = [];
  const result = uploadFile(file, (fraction) => fractions.push(fraction), signal).then(
    (entry) => ({ entry, fractions, error: '', cause: undefined }),
    (cause: unknown) => ({ entry: null, fractions, error: messageOf(cause), cause }),
  );
  await vi.runAllTimersAsync();
  return result;
}

test('a small file goes whole', async () => {
  const asked = api({ CreateUpload: [created(null)], CompleteUpload: [done] });
  const { entry, fractions } = await upload();
  expect(entry?.id).toBe('a');
  expect(sent).toEqual([{ url: '/upload/x', headers: { 'Content-Type': 'text/plain' }, text: '0123456789' }]);
  expect(fractions.at(-1)).toBe(1);
  expect(asked).toEqual(['CreateUpload', 'CompleteUpload']);
});

test('a large file goes in parts, four at a time, with one progress', async () => {
  api({ CreateUpload: [created([0, 2, 4, 6, 8].map((offset) => part(offset, 2)))], CompleteUpload: [done] });
  storage = () => new Promise((resolve) => setTimeout(() => resolve(200), 10));
  const { entry, fractions } = await upload();
  expect(entry?.id).toBe('a');
  expect(sent.map((each) => each.text).sort()).toEqual(['01', '23', '45', '67', '89']);
  expect(mostOpen).toBe(4);
  expect(fractions).toEqual([...fractions].sort());
  expect(fractions[0]).toBe(0.2);
});

test('a part that broke off is sent again, the others are not', async () => {
  api({ CreateUpload: [created([part(0, 5), part(5, 5)])], CompleteUpload: [done] });
  const answers = [200, 0, 503, 200];
  storage = () => answers.shift()!;
  const { entry } = await upload();
  expect(entry?.id).toBe('a');
  expect(sent.map((each) => each.url)).toEqual(['/part/0', '/part/5', '/part/5', '/part/5']);
});

test('a part that is refused ends the upload', async () => {
  const asked = api({ CreateUpload: [created([part(0, 5), part(5, 5)])], CompleteUpload: [done] });
  storage = ({ url }) => (url === '/part/0' ? 403 : new Promise(() => {}));
  const { error } = await upload();
  expect(error).toBe('The file was refused with the status 403.');
  expect(open).toBe(0);
  expect(asked).not.toContain('CompleteUpload');
});

test('a part that never gets through ends the upload after some attempts', async () => {
  api({ CreateUpload: [created([part(0, 10)])], CompleteUpload: [done] });
  storage = () => 0;
  const { error } = await upload();
  expect(error).toContain('broke off');
  expect(sent).toHaveLength(5);
});

test('cancelling stops all parts', async () => {
  api({ CreateUpload: [created([part(0, 5), part(5, 5)])], CompleteUpload: [done] });
  const controller = new AbortController();
  storage = () => new Promise(() => setTimeout(() => controller.abort(), 1));
  const { cause } = await upload(controller.signal);
  expect(cause).toMatchObject({ name: 'AbortError' });
  expect(open).toBe(0);
});

test('waits while the file is being checked, whether the server answers or not', async () => {
  const asked = api({
    CreateUpload: [created(null)],
    CompleteUpload: [{ completeUpload: asset('UPLOADING') }],
    Entry: [{ entry: asset('UPLOADING') }, 'offline', { entry: asset('READY') }],
  });
  const { entry } = await upload();
  expect(entry?.asset?.state).toBe('READY');
  expect(asked.filter((name) => name === 'Entry')).toHaveLength(3);
});

test('says what became of a file that takes too long, is bad, or is gone', async () => {
  const waiting = { CreateUpload: [created(null)], CompleteUpload: [{ completeUpload: asset('UPLOADING') }] };
  api({ ...waiting, Entry: [{ entry: asset('UPLOADING') }] });
  expect((await upload()).error).toContain('still being checked');
  api({ ...waiting, Entry: [{ entry: asset('FAILED', 'The file is empty.') }] });
  expect((await upload()).error).toBe('The file is empty.');
  api({ ...waiting, Entry: [{ entry: null }] });
  expect((await upload()).error).toContain('was deleted');
});
