// The admin of a deployed home in a browser: its pages come from one bucket by CloudFront, files go to another one.
// Environment: GALLEY_URL, GALLEY_EMAIL, GALLEY_PASSWORD; EMULATOR, a host and port that stands for CloudFront.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, openPage } from '../lib/browser.mjs';
import { picture } from '../lib/picture.mjs';

const { GALLEY_URL: url, GALLEY_EMAIL: email, GALLEY_PASSWORD: password, EMULATOR: emulator } = process.env;

let browser, page, complaints;

before(async () => {
  browser = await launch(`--host-resolver-rules=MAP *.cloudfront.net:443 ${emulator}`);
  ({ page, complaints } = await openPage(browser, { ignoreHTTPSErrors: true }));
});

after(() => browser?.close());

test('a person signs in', async () => {
  await page.goto(`${url}/`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: /Ada/ }).waitFor();
  assert.equal(new URL(page.url()).origin, url);
  complaints.splice(0); // a browser notes that nobody was signed in at first
});

test('an entry is changed and published, and anybody can read it', async () => {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Note/ }).click();
  await page.getByRole('gridcell', { name: 'after poison', exact: true }).click();
  await page.getByRole('textbox', { name: 'Title' }).first().fill('written in a browser');
  await page.keyboard.press('ControlOrMeta+s');
  await page.getByRole('status').filter({ hasText: /^(Saved|All saved)$/ }).waitFor();
  await page.getByRole('button', { name: 'Publish changes' }).click();
  await page.getByRole('button', { name: 'Published', exact: true }).waitFor();
  const query = '{ notes(where: { title: { eq: "written in a browser" } }) { totalCount } }';
  const reply = await page.evaluate(async (q) => (await fetch(`/graphql?query=${encodeURIComponent(q)}`, { credentials: 'omit' })).json(), query);
  assert.equal(reply.data.notes.totalCount, 1);
});

test('a picture goes straight to the bucket, and its thumbnail is shown', async () => {
  await page.goto(`${url}/admin/media`);
  const file = { name: 'harbour.png', mimeType: 'image/png', buffer: picture(300, 200) };
  await page.locator('input[type=file]').first().setInputFiles(file);
  await page.getByText('harbour.png').first().waitFor({ timeout: 30_000 });
  await page.waitForFunction(() => [...document.images].some((image) => image.src.includes('harbour.png') && image.naturalWidth > 0), null, { timeout: 30_000 });
});

test('nothing is complained of, on a page that is opened deep in the admin', async () => {
  await page.goto(`${url}/admin/settings/keys`);
  await page.getByRole('heading', { name: /keys/i }).first().waitFor();
  // What was imported from elsewhere has its pictures elsewhere, where this machine may not reach.
  assert.deepEqual(complaints.filter((complaint) => !complaint.includes('ERR_NAME_NOT_RESOLVED')), []);
});
