// What happens to an entry besides writing: found by its words, planned, compared with what it was, deleted with a look at
// what refers to it, brought back, and removed for good.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibilityProblems, launch, openPage, setUp } from '../lib/browser.mjs';
import { ask, startGalley } from '../lib/galley.mjs';

const fog = 'a-field-guide-to-fog';

let galley, browser, page, context, complaints;

before(async () => {
  galley = await startGalley();
  browser = await launch();
  ({ page, context, complaints } = await openPage(browser, { timezoneId: 'Europe/Berlin', reducedMotion: 'reduce' }));
  await setUp(page, galley);
});

after(async () => {
  await browser?.close();
  await galley?.stop();
});

/** Asks the management API as the person who is signed in. */
async function manage(query, variables) {
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  return ask(`${galley.url}/manage/graphql`, query, variables, { cookie, origin: galley.url, 'sec-fetch-site': 'same-origin' });
}

const live = async (id) => (await ask(`${galley.url}/graphql`, 'query($id: ID!) { article(id: $id) { title } }', { id })).article;
const saved = () => page.getByRole('status').filter({ hasText: /^(Saved|All saved)$/ }).waitFor();
const open = (path) => page.goto(`${galley.url}/admin${path}`);
const more = () => page.getByRole('banner').or(page.locator('header')).getByRole('button', { name: 'More', exact: true });

async function until(what, ask) {
  for (let tries = 0; tries < 300; tries++) {
    if (await ask()) return;
    await page.waitForTimeout(200);
  }
  assert.fail(`${what} did not happen`);
}

test('a list is searched by words of the body, the best first, with the words marked', async () => {
  await until('the search index', async () => (await manage('{ search(text: "fog", first: 5) { entry { id } } }')).search.length > 0);
  await open('/content/article');
  await page.getByRole('searchbox', { name: 'Search articles' }).fill('fog');
  await page.waitForURL(/q=fog/);
  const first = page.getByRole('row').nth(1);
  await first.filter({ hasText: 'A field guide to fog' }).waitFor();
  await page.locator('mark').first().waitFor();
  assert.match((await page.locator('mark').first().textContent()).toLowerCase(), /fog/);
  assert.deepEqual(await accessibilityProblems(page), []);
});

test('a search is saved as a view, which the sidebar leads to', async () => {
  await page.getByRole('button', { name: 'Save view' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('About fog');
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  const link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'About fog' });
  await link.waitFor();
  await open('/content/article');
  await link.click();
  await page.waitForURL(/q=fog/);
  await page.getByRole('button', { name: 'The view About fog' }).waitFor();
});

test('the palette finds entries of all models', async () => {
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: /^Search content/ }).fill('field guide');
  await page.getByRole('option', { name: /A field guide to fog/ }).click();
  await page.getByRole('heading', { name: 'A field guide to fog', level: 1 }).waitFor();
});

test('publishing is planned by the clock of the editor, shown, moved and called off', async () => {
  await page.getByRole('textbox', { name: 'Title' }).first().fill('A longer guide to fog');
  await saved();
  await page.getByRole('button', { name: 'More ways to publish' }).click();
  await page.getByRole('menuitem', { name: /Schedule/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Day').fill('2099-03-29');
  await dialog.getByLabel('Time', { exact: true }).fill('02:30');
  await dialog.getByText(/put forward over 02:30/).waitFor(); // C18: in Berlin there is no such time on that day
  await dialog.getByLabel('Time', { exact: true }).fill('09:00');
  await dialog.getByText(/Central European Summer Time/).waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  await dialog.getByRole('button', { name: 'Schedule' }).click();
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.getByRole('heading', { name: 'Planned' }).waitFor();
  const [planned] = (await manage('query($id: ID!) { entry(id: $id) { scheduled { action at } } }', { id: fog })).entry.scheduled;
  assert.equal(planned.action, 'PUBLISH');
  assert.equal(new Date(planned.at).toISOString(), '2099-03-29T07:00:00.000Z');

  await details.getByRole('button', { name: /^More for: Publish/ }).click();
  await page.getByRole('menuitem', { name: /^Move/ }).click();
  await dialog.getByLabel('Day').fill('2099-03-30');
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await details.getByText('30 Mar 2099').waitFor();

  await open('/content/article');
  await page.getByRole('img', { name: /^Goes live on Monday/ }).waitFor();

  await open(`/content/article/${fog}`);
  await details.getByRole('button', { name: /^More for: Publish/ }).click();
  await page.getByRole('menuitem', { name: 'Call off' }).click();
  await details.getByRole('heading', { name: 'Planned' }).waitFor({ state: 'detached' });
  assert.deepEqual((await manage('query($id: ID!) { entry(id: $id) { scheduled { id } } }', { id: fog })).entry.scheduled, []);
});

test('what is due goes live by itself, and the open editor shows it', async () => {
  const at = new Date(Date.now() + 3000).toISOString();
  await manage('mutation($id: ID!, $at: DateTime!) { scheduleEntry(id: $id, action: PUBLISH, at: $at) { id } }', { id: fog, at });
  await page.reload();
  await until('publishing', async () => (await live(fog)).title === 'A longer guide to fog');
  await page.getByRole('button', { name: 'Published', exact: true }).waitFor();
});

test('the history compares versions word by word, and brings back one field', async () => {
  await page.getByRole('textbox', { name: 'Title' }).first().fill('A shorter guide to fog');
  await saved();
  await more().click();
  await page.getByRole('menuitem', { name: 'History' }).click();
  await page.getByRole('heading', { name: 'History', level: 1 }).waitFor();
  const title = page.getByRole('region', { name: /^Title/ });
  await title.locator('del').filter({ hasText: 'longer' }).waitFor();
  await title.locator('ins').filter({ hasText: 'shorter' }).waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  await title.getByRole('button', { name: 'Restore Title' }).click();
  await page.getByText('Nothing differs').waitFor();
  assert.equal((await manage('query($id: ID!) { entry(id: $id) { title } }', { id: fog })).entry.title, 'A longer guide to fog');
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await title.locator('ins').filter({ hasText: 'shorter' }).waitFor();
  await page.getByRole('combobox', { name: 'Compare with' }).click();
  await page.getByRole('option', { name: /^version 1,/ }).click();
  await page.waitForURL(/with=1/);
  await title.locator('ins').filter({ hasText: 'longer' }).waitFor();
});

test('before something is deleted one sees what refers to it', async () => {
  await open('/content/author');
  await page.getByRole('gridcell', { name: 'Noor Rahimi', exact: true }).click();
  await page.getByRole('heading', { name: 'Noor Rahimi', level: 1 }).waitFor();
  await more().click();
  await page.getByRole('menuitem', { name: 'Move to the trash' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/entr(y|ies) refers? to it/).waitFor();
  assert.ok((await dialog.getByRole('list', { name: 'Entries that refer to it' }).getByRole('link').count()) > 0);
  assert.deepEqual(await accessibilityProblems(page), []);
  await dialog.getByRole('button', { name: 'Move to the trash' }).click();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await page.getByRole('grid', { name: 'Authors' }).waitFor();
});

test('what is in the trash comes back by a key', async () => {
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  const authors = page.getByRole('region', { name: 'Authors' });
  await authors.getByText('Noor Rahimi').waitFor();
  await authors.getByText('Goes for good in 30 days').waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.keyboard.press('j');
  await page.keyboard.press('r');
  await page.getByText('“Noor Rahimi” is back, as a draft').waitFor();
  await page.getByRole('heading', { name: 'The trash is empty' }).waitFor();
});

test('removing for good asks, because nobody can bring it back', async () => {
  const { createEntry } = await manage('mutation($values: JSON!) { createEntry(model: "author", values: $values) { id } }', {
    values: { name: 'Nobody', slug: 'nobody' },
  });
  await manage('mutation($id: ID!) { deleteEntry(id: $id) }', { id: createEntry.id });
  await open('/trash');
  await page.getByRole('button', { name: 'Remove Nobody for good' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove for good?' });
  await dialog.getByRole('button', { name: 'Remove for good' }).click();
  await page.getByRole('heading', { name: 'The trash is empty' }).waitFor();
  const { entries } = await manage('{ entries(model: "author", trashed: true) { nodes { id } } }');
  assert.deepEqual(entries.nodes, []);
});

test('an archived entry is not live, and cannot be written until it is taken out', async () => {
  await open(`/content/article/${fog}`);
  await more().click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await page.getByText('This is in the archive').waitFor();
  assert.equal(await live(fog), null);
  await open('/content/article?archived=true');
  await page.getByRole('gridcell', { name: /^A \w+ guide to fog/ }).click();
  await page.getByRole('button', { name: 'Take out of the archive' }).click();
  await page.getByRole('button', { name: 'Publish', exact: true }).waitFor();
});

test('no page complained', () => assert.deepEqual(complaints, []));
