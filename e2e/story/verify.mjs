// Verifies a webhook with the library that subscribers use. Reads {secret, headers, body} from standard input.
import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';

const { secret, headers, body } = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(new Webhook(secret).verify(body, headers)));
