// A browser for stories: Debian's Chromium, driven by playwright-core, that keeps everything a page complains of.
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const axeSource = await readFile(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

export function launch(...args) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', ...args,
    ],
  });
}

/** Opens a page. Its `complaints` are errors in the console (breaches of the content security policy among them) and uncaught ones. */
export async function openPage(browser, { scheme = 'light', ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: scheme, locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, context, complaints };
}

export const person = { name: 'Ada Lovelace', email: 'ada@example.com', password: 'a long enough secret' };

/** Makes the first person by the link in the terminal; the browser is signed in then. */
export async function setUp(page, galley) {
  await page.goto(await galley.setupLink());
  await page.getByLabel('Name').fill(person.name);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Create and sign in' }).click();
  await page.getByRole('heading', { name: /Ada/ }).waitFor();
}

/** What axe finds wrong with a page, a line each. */
export async function accessibilityProblems(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }),
  );
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}`));
}
