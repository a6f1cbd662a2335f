// A model is changed while entries use it: what gets lost is shown before, and what can be kept is converted.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibilityProblems, launch, openPage, setUp } from '../lib/browser.mjs';
import { ask, startGalley } from '../lib/galley.mjs';

let galley, browser, page, complaints, original;

before(async () => {
  galley = await startGalley();
  browser = await launch();
  ({ page, complaints } = await openPage(browser, { reducedMotion: 'reduce' }));
  await setUp(page, galley);
});

after(async () => {
  await browser?.close();
  await galley?.stop();
});

const ratings = async () => {
  const { articles } = await ask(`${galley.url}/graphql`, '{ articles(first: 100) { nodes { id rating } } }');
  return new Map(articles.nodes.map(({ id, rating }) => [id, rating]));
};

const dialog = () => page.getByRole('dialog', { name: 'Review the changes' });

async function openArticle() {
  await page.goto(`${galley.url}/admin/models/article`);
  await page.getByRole('heading', { name: 'Fields' }).waitFor();
}

/** Makes the rating a field of another kind, on paper. */
async function makeRating(kind) {
  await page.getByRole('button', { name: 'Edit Rating' }).click();
  await page.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: kind, exact: true }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Review changes' }).click();
  await dialog().getByRole('list', { name: 'Changes' }).waitFor();
}

for (const colorScheme of ['light', 'dark']) {
  test(`the review shows what is lost, in ${colorScheme}`, async () => {
    await page.emulateMedia({ colorScheme });
    await openArticle();
    await makeRating('Whole number');
    await dialog().getByText(/^Affects \d+ entries; \d+ would lose/).waitFor();
    const samples = dialog().getByRole('list', { name: 'Entries for which it does not go well' });
    assert.ok((await samples.getByRole('link').count()) > 0);
    assert.match(await samples.getByRole('link').first().getAttribute('href'), /\/admin\/content\/article\/./);
    assert.ok(await dialog().getByRole('button', { name: 'Apply, and lose these values' }).isDisabled());
    assert.deepEqual(await accessibilityProblems(page), []);
    await dialog().getByRole('button', { name: 'Cancel' }).click();
  });
}

test('a change that loses values is applied once somebody means it; the others are converted', async () => {
  original = await ratings();
  const whole = [...original].filter(([, rating]) => Number.isInteger(rating));
  const broken = [...original].filter(([, rating]) => rating !== null && !Number.isInteger(rating));
  assert.ok(whole.length > 0 && broken.length > 0, 'the sample has ratings of both sorts');
  await openArticle();
  await makeRating('Whole number');
  await dialog().getByRole('checkbox', { name: 'I know, and mean it' }).click();
  await dialog().getByRole('button', { name: 'Apply, and lose these values' }).click();
  await page.getByText('Applied', { exact: true }).waitFor();
  const now = await ratings();
  for (const [id, rating] of whole) assert.equal(now.get(id), rating, id);
  for (const [id] of broken) assert.equal(now.get(id), null, id);
});

test('numbers become texts without a word about losses; what no entry has been saved without is back', async () => {
  await openArticle();
  await makeRating('Text');
  await dialog().getByText(/^Affects \d+ entries$/).waitFor();
  await dialog().getByRole('button', { name: 'Apply' }).click();
  await page.getByText('Applied', { exact: true }).waitFor();
  for (const [id, rating] of await ratings()) assert.equal(rating, original.get(id) === null ? null : String(original.get(id)), id);
});

test('an index on several fields is put together by keyboard, and answers', async () => {
  await openArticle();
  await page.getByRole('button', { name: 'Add an index' }).press('Enter');
  for (const name of ['Published', 'Author']) {
    await page.getByRole('combobox', { name: /^Add a field/ }).press('Enter');
    await page.getByRole('option', { name, exact: true }).press('Enter');
  }
  const fields = page.getByRole('list', { name: 'Fields of the index' }).getByRole('listitem');
  assert.deepEqual(await fields.allTextContents(), ['Published', 'Author']);
  await fields.getByRole('button', { name: 'Move Author' }).press('Space');
  await fields.getByRole('button', { name: 'Move Author', pressed: true }).waitFor();
  const said = (words) => page.getByRole('status').filter({ hasText: words }).waitFor({ state: 'attached' });
  await said('author was moved over droppable area author');
  await page.keyboard.press('ArrowUp');
  await said('author was moved over droppable area publishedAt');
  await page.keyboard.press('Space');
  await fields.filter({ hasText: 'Author' }).and(fields.first()).waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.getByRole('button', { name: 'Add', exact: true }).press('Enter');
  await page.getByRole('button', { name: 'Review changes' }).click();
  await dialog().getByRole('button', { name: 'Apply' }).click();
  await page.getByText('Applied', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Edit the index Author, Published' }).waitFor();
});

test('nothing complained', () => assert.deepEqual(complaints, []));
