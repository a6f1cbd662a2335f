import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError, type OtherChange } from '@/api/errors';
import { EntryStore, type Remote, type Stored } from '@/features/entries/editor/store/entry-store';
import { isObject, type Json, type JsonObject } from '@/lib/json';

const model = {
  fields: [
    { apiId: 'title', localized: true },
    { apiId: 'excerpt', localized: false },
    { apiId: 'tags', localized: false },
  ],
} as never;

const start = { title: { en: 'A' }, excerpt: 'x', tags: ['a'] };

/** A server of one entry: it refuses stale versions, and somebody else can write to it. */
class FakeServer {
  version = 1;
  saves: { values: JsonObject; version: number | null }[] = [];
  failure: Error | null = null;
  changes: OtherChange[] = [];
  values: JsonObject;

  constructor(values: JsonObject = start) {
    this.values = values;
  }

  get entry(): Stored {
    return { version: this.version, values: this.values, updatedBy: { name: 'Jonas' } };
  }

  write(values: JsonObject) {
    for (const [apiId, value] of Object.entries(values)) {
      const before = this.values[apiId];
      const localised = isObject(before) && isObject(value);
      this.values = { ...this.values, [apiId]: localised ? { ...before, ...value } : value };
    }
    this.version++;
  }

  remote: Remote<Stored> = {
    save: async (values, version) => {
      this.saves.push({ values, version });
      if (this.failure) throw this.failure;
      if (version !== null && version !== this.version) throw new ApiError('Somebody was faster.', 'CONFLICT', [], this.changes);
      this.write(values);
      return this.entry;
    },
    load: async () => this.entry,
  };
}

/** A storage that forgets with the test. */
function memory(): Storage & { all: Map<string, string> } {
  const all = new Map<string, string>();
  return {
    all,
    getItem: (key: string) => all.get(key) ?? null,
    setItem: (key: string, value: string) => void all.set(key, value),
    removeItem: (key: string) => void all.delete(key),
  } as unknown as Storage & { all: Map<string, string> };
}

function open(server: FakeServer, keep = memory(), autosave = true) {
  return new EntryStore({ model, entry: server.entry, remote: server.remote, autosave, backupKey: 'draft', keep });
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('saves once after a pause, and only what changed, with the version it was based on', async () => {
  const server = new FakeServer();
  const store = open(server);
  store.set('title@en', 'B');
  store.set('title@en', 'BC');
  await vi.advanceTimersByTimeAsync(699);
  expect(server.saves).toEqual([]);
  await vi.advanceTimersByTimeAsync(2);
  expect(server.saves).toEqual([{ values: { title: { en: 'BC' } }, version: 1 }]);
  expect(store.state).toEqual({ kind: 'saved' });
});

test('what is written during a save is kept and saved next', async () => {
  const server = new FakeServer();
  const store = open(server);
  let release = () => {};
  const save = server.remote.save;
  server.remote.save = async (values, version) => {
    await new Promise<void>((resolve) => (release = resolve));
    return save(values, version);
  };
  store.set('excerpt', 'first');
  await vi.advanceTimersByTimeAsync(700);
  store.set('excerpt', 'second');
  release();
  server.remote.save = save;
  await vi.advanceTimersByTimeAsync(0);
  expect(store.value('excerpt')).toBe('second');
  await vi.advanceTimersByTimeAsync(800);
  expect(server.saves.at(-1)).toEqual({ values: { excerpt: 'second' }, version: 2 });
});

test('another field that somebody else changed is merged', async () => {
  const server = new FakeServer();
  const store = open(server);
  server.write({ tags: ['b'] });
  store.set('excerpt', 'mine');
  await vi.advanceTimersByTimeAsync(701);
  expect(store.value('tags')).toEqual(['b']);
  expect(store.taken.get('tags')).toBe('Jonas');
  expect(server.values).toMatchObject({ excerpt: 'mine', tags: ['b'] });
  expect(store.clashes.size).toBe(0);
});

test.each([
  ['mine', 'Mine'],
  ['theirs', 'Theirs'],
] as const)('the same field shows both sides, and keeps %s', async (take, expected) => {
  const server = new FakeServer();
  const store = open(server);
  server.write({ title: { en: 'Theirs' } });
  store.set('title@en', 'Mine');
  await vi.advanceTimersByTimeAsync(701);
  expect(store.clashes.get('title@en')).toMatchObject({ mine: 'Mine', theirs: 'Theirs', by: { name: 'Jonas', at: null } });
  expect(store.value('title@en')).toBe('Mine');
  store.resolve('title@en', take);
  await vi.advanceTimersByTimeAsync(800);
  expect(store.value('title@en')).toBe(expected);
  expect(server.values.title).toEqual({ en: expected });
  expect(store.dirty()).toEqual([]);
});

test('a refusal names who changed which field, and when', async () => {
  const server = new FakeServer();
  const store = open(server);
  server.write({ title: { en: 'Theirs' }, tags: ['b'] });
  server.changes = [
    { field: 'title', locale: 'en', version: 2, at: '2026-03-01T12:00:00Z', by: { name: 'Ada' } },
    { field: 'tags', locale: null, version: 2, at: '2026-03-01T12:01:00Z', by: { name: 'Noor' } },
    { field: 'gone', locale: null, version: 2, at: '2026-03-01T12:01:00Z', by: { name: 'Noor' } },
  ];
  store.set('title@en', 'Mine');
  await vi.advanceTimersByTimeAsync(701);
  expect(store.clashes.get('title@en')?.by).toEqual({ name: 'Ada', at: '2026-03-01T12:00:00Z' });
  expect(store.taken.get('tags')).toBe('Noor');
});

test('another locale of the same field is another slot', async () => {
  const server = new FakeServer();
  const store = open(server);
  server.write({ title: { de: 'Deutsch' } });
  store.set('title@en', 'English');
  await vi.advanceTimersByTimeAsync(701);
  expect(store.clashes.size).toBe(0);
  expect(server.values.title).toEqual({ en: 'English', de: 'Deutsch' });
});

test('undo joins quick changes into one step, and outlives saves', async () => {
  const store = open(new FakeServer());
  store.set('excerpt', 'xy');
  store.set('excerpt', 'xyz');
  await vi.advanceTimersByTimeAsync(2000);
  store.set('tags', ['a', 'b']);
  expect(store.undo()).toBe('tags');
  expect(store.value('tags')).toEqual(['a']);
  expect(store.undo()).toBe('excerpt');
  expect(store.value('excerpt')).toBe('x');
  expect(store.redo()).toBe('excerpt');
  expect(store.value('excerpt')).toBe('xyz');
});

test('offline keeps the work and tries again', async () => {
  const server = new FakeServer();
  server.failure = new ApiError('No answer.', 'NETWORK');
  const store = open(server);
  store.set('excerpt', 'kept');
  await vi.advanceTimersByTimeAsync(701);
  expect(store.state).toEqual({ kind: 'offline' });
  server.failure = null;
  await vi.advanceTimersByTimeAsync(4000);
  expect(store.state).toEqual({ kind: 'saved' });
  expect(server.values.excerpt).toBe('kept');
});

test('a refusal says why, and is not repeated until something changes', async () => {
  const server = new FakeServer();
  server.failure = new ApiError('excerpt must be shorter.', 'VALIDATION_FAILED');
  const store = open(server);
  store.set('excerpt', 'long');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(store.state).toEqual({ kind: 'refused', message: 'excerpt must be shorter.' });
  expect(server.saves).toHaveLength(1);
});

test('what was not saved survives a crash', async () => {
  const server = new FakeServer();
  const keep = memory();
  open(server, keep).set('excerpt', 'before the crash');
  await vi.advanceTimersByTimeAsync(250);
  vi.clearAllTimers();
  const reopened = open(server, keep);
  expect(reopened.value('excerpt')).toBe('before the crash');
  await vi.advanceTimersByTimeAsync(701);
  expect(server.values.excerpt).toBe('before the crash');
  expect(keep.all.size).toBe(0);
});

test('without autosave nothing is sent until flush', async () => {
  const server = new FakeServer();
  const store = open(server, memory(), false);
  store.set('excerpt', 'later');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.saves).toEqual([]);
  expect(await store.flush()).toBe(true);
  expect(server.values.excerpt).toBe('later');
});

test('a new entry is created once, and saved under its version from then on', async () => {
  const server = new FakeServer({});
  const options = { model, entry: null, remote: server.remote, autosave: true, backupKey: 'new', keep: memory() };
  const store = new EntryStore<Stored>({ ...options, initial: { excerpt: 'default' } });
  expect(store.value('excerpt')).toBe('default');
  store.set('title@en', 'New');
  await vi.advanceTimersByTimeAsync(701);
  store.set('title@en', 'Newer');
  await vi.advanceTimersByTimeAsync(701);
  expect(server.saves.map((save) => save.version)).toEqual([null, 2]);
  expect(server.saves[0]?.values).toEqual({ title: { en: 'New' }, excerpt: 'default' });
});

test('the form that the server gives a value is taken over, unless somebody wrote on', async () => {
  const server = new FakeServer();
  const save = server.remote.save;
  server.remote.save = async (values, version) => {
    const entry = await save(values, version);
    return { ...entry, values: { ...(entry.values as JsonObject), excerpt: 'NORMAL' } as Json };
  };
  const store = open(server);
  store.set('excerpt', 'normal');
  await vi.advanceTimersByTimeAsync(701);
  expect(store.value('excerpt')).toBe('NORMAL');
  expect(store.dirty()).toEqual([]);
});
