// Holds a running content API to what others say it must be: all audits of GraphQL over HTTP, and graphql-js reading its
// introspection. The models have every kind of field, so that the introspection shows every kind of type.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { auditServer } from 'graphql-http';
import { buildClientSchema, buildSchema, getIntrospectionQuery, printSchema, validateSchema } from 'graphql';
import { ask, startGalley } from '../lib/galley.mjs';

let galley;
before(async () => {
  galley = await startGalley('--no-sample');
  await galley.cli('models', 'apply', new URL('models', import.meta.url).pathname);
});
after(() => galley?.stop());

for (const path of ['/graphql', '/graphql/preview']) {
  test(`GraphQL over HTTP: every audit passes on ${path}`, async () => {
    const key = await galley.cli('key', 'create', '--name', 'audit', '--scope', 'preview');
    const withKey = (url, options = {}) => fetch(url, { ...options, headers: { ...options.headers, authorization: `Bearer ${key}` } });
    const results = await auditServer({ url: galley.url + path, fetchFn: withKey });
    assert.ok(results.length >= 60, `${results.length} audits ran`);
    assert.deepEqual(results.filter((each) => each.status !== 'ok').map((each) => `${each.id} ${each.name}: ${each.reason}`), []);
  });
}

test('graphql-js builds a valid schema from the introspection, and reads what it prints of it', async () => {
  const options = { specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, inputValueDeprecation: true, oneOf: true };
  const schema = buildClientSchema(await ask(`${galley.url}/graphql`, getIntrospectionQuery(options)));
  assert.deepEqual(validateSchema(schema), []);
  assert.deepEqual(validateSchema(buildSchema(printSchema(schema))), []);
});
