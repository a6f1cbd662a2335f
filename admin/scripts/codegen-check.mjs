// Fails when the committed generated code is not what `npm run codegen` would write.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = 'src/api/generated';

function snapshot() {
  return readdirSync(folder).map((name) => name + '\n' + readFileSync(join(folder, name), 'utf8')).join('\n');
}

const before = snapshot();
execFileSync('npx', ['graphql-codegen', '--config', 'codegen.ts', '--silent'], { stdio: 'inherit' });
if (snapshot() !== before) {
  console.error(`${folder} was stale: commit what "npm run codegen" has written now.`);
  process.exit(1);
}
