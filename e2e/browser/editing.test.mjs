// The main story in the admin: set up, find an article, change every kind of field, publish, see it in the content API.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, openPage, person, setUp } from '../lib/browser.mjs';
import { ask, startGalley } from '../lib/galley.mjs';
import { picture } from '../lib/picture.mjs';

const slug = 'the-river-gets-its-bends-back';
const query = `query($slug: String!) {
  article(slug: $slug) { title readingMinutes featured publishedOn author { name } cover { fileName width url(width: 320) } body { text html } }
}`;

let galley, browser, page, context, complaints;

before(async () => {
  galley = await startGalley();
  browser = await launch();
  ({ page, context, complaints } = await openPage(browser));
});

after(async () => {
  await browser?.close();
  await galley?.stop();
});

const article = async () => (await ask(`${galley.url}/graphql`, query, { slug })).article;
const saved = () => page.getByRole('status').filter({ hasText: /^(Saved|All saved)$/ }).waitFor();

test('the first person is made by the link in the terminal, which works once', async () => {
  const link = await galley.setupLink();
  await setUp(page, galley);
  const again = await fetch(`${galley.url}/auth/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: galley.url },
    body: JSON.stringify({ ...person, token: new URL(link).searchParams.get('token') }),
  });
  assert.ok(again.status >= 400, `the link answers ${again.status} the second time`);
});

test('the models are in the sidebar, and an article opens from its list', async () => {
  for (const model of ['Article', 'Author', 'Categor']) {
    await page.getByRole('link', { name: new RegExp(`^${model}`) }).first().waitFor();
  }
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Article/ }).click();
  await page.getByRole('gridcell', { name: 'The river gets its bends back', exact: true }).click();
  await page.getByRole('heading', { name: 'The river gets its bends back', level: 1 }).waitFor();
});

test('text, rich text, number, boolean, date and reference are edited and saved; what is live stays as it was', async () => {
  const before = await article();
  await page.getByRole('textbox', { name: 'Title' }).first().fill('The river bends again');
  const body = page.getByRole('textbox', { name: 'Body', exact: true });
  await body.locator('p').first().click();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.type('It rained. <script>window.hacked = 1</script> '); // AD1
  await page.getByRole('textbox', { name: 'Reading time' }).fill('7');
  await page.getByRole('switch', { name: 'Featured' }).click();
  await page.getByRole('button', { name: /^Date / }).click();
  await page.getByRole('gridcell').filter({ hasText: /^12$/ }).first().click();
  await page.getByRole('button', { name: 'Change author' }).click();
  await page.getByRole('combobox', { name: 'Author' }).fill('noor');
  await page.getByRole('option', { name: /Noor Rahimi/ }).click();
  await page.keyboard.press('ControlOrMeta+s');
  await saved();
  assert.deepEqual(await article(), before);
});

test('an image is uploaded with a progress bar and chosen', async () => {
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: 1 << 20 });
  await page.getByRole('button', { name: 'Change cover', exact: false }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  const file = { name: 'harbour.png', mimeType: 'image/png', buffer: picture(900, 600) };
  await dialog.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('progressbar').first().waitFor();
  await page.getByText('harbour.png').first().waitFor({ timeout: 30_000 });
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  await saved();
});

test('what is published is in the next reply of the content API', async () => {
  await page.getByRole('button', { name: 'Publish changes' }).click();
  await page.getByRole('button', { name: 'Published', exact: true }).waitFor();
  const live = await article();
  assert.equal(live.title, 'The river bends again');
  assert.equal(live.readingMinutes, 7);
  assert.equal(live.featured, false);
  assert.match(live.publishedOn, /-12$/);
  assert.equal(live.author.name, 'Noor Rahimi');
  assert.equal(live.cover.fileName, 'harbour.png');
  assert.equal(live.cover.width, 900);
  assert.match(live.body.text, /^It rained\. <script>/);
  const variant = await fetch(live.cover.url);
  assert.equal(variant.status, 200);
  assert.match(variant.headers.get('content-type'), /^image\//);
});

test('a script in rich text stays text, here and in the HTML that the content API makes', async () => { // AD1
  assert.ok(!(await article()).body.html.includes('<script'));
  await page.reload();
  await page.getByText('It rained. <script>').first().waitFor();
  assert.equal(await page.evaluate(() => window.hacked), undefined);
});

test('filters of a list are in its address', async () => {
  await page.goto(`${galley.url}/admin/content/article`);
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Status' }).click();
  const chip = page.getByRole('group', { name: 'Filters' });
  await chip.waitFor();
  await page.waitForURL(/status/);
});

test('signing out closes the door, and signing in opens it again', async () => {
  await page.getByRole('button', { name: /^Your account/ }).click();
  await page.getByRole('menuitem', { name: /Sign out/ }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.goto(`${galley.url}/admin/content/article`);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  complaints.splice(0, complaints.length, ...complaints.filter((each) => !each.includes('401'))); // the browser tells of every 401
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('grid', { name: /^Article/ }).waitFor();
});

test('no page complained', () => assert.deepEqual(complaints, []));
