// Holds a running content API to the specification: all audits of GraphQL over HTTP, and a client schema that graphql-js
// builds from the introspection and finds valid. Usage: node audit.mjs URL
import { auditServer } from 'graphql-http';
import { buildClientSchema, buildSchema, getIntrospectionQuery, printSchema, validateSchema } from 'graphql';

const url = process.argv[2];
let failed = 0;

function report(ok, name, why) {
  if (!ok) failed++;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}${why ? `: ${why}` : ''}`);
}

const results = await auditServer({ url });
for (const r of results) report(r.status === 'ok', `${r.id} ${r.name}`, r.status === 'ok' ? '' : r.reason);

const options = { specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, inputValueDeprecation: true, oneOf: true };
const reply = await fetch(url, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query: getIntrospectionQuery(options) }),
});
const { data, errors } = await reply.json();
report(!errors, 'introspection answers without errors', JSON.stringify(errors));
if (data) {
  const schema = buildClientSchema(data);
  const problems = validateSchema(schema);
  report(problems.length === 0, 'graphql-js builds a valid client schema', problems.join('; '));
  report(validateSchema(buildSchema(printSchema(schema))).length === 0, 'graphql-js reads what it prints of it');
}
console.log(`${results.length} audits, ${failed} failures`);
process.exit(failed ? 1 : 0);
