// Takes the pictures of the admin for docs/images: 1440 by 900, each in light and dark.
import { mkdir, writeFile } from 'node:fs/promises';
import { launch, openPage, setUp } from '../lib/browser.mjs';
import { startGalley } from '../lib/galley.mjs';
import { reduce } from '../lib/png.mjs';

const out = new URL('../../docs/images/', import.meta.url).pathname;
const shots = {
  home: '/admin/',
  list: '/admin/content/article',
  editor: '/admin/content/article/the-river-gets-its-bends-back',
  media: '/admin/media',
  models: '/admin/models/article',
};

await mkdir(out, { recursive: true });
const galley = await startGalley();
const browser = await launch();
try {
  const first = await openPage(browser);
  await setUp(first.page, galley);
  const cookies = await first.context.cookies();
  for (const scheme of ['light', 'dark']) {
    const { page, context } = await openPage(browser, { scheme, reducedMotion: 'reduce' });
    await context.addCookies(cookies);
    for (const [name, path] of Object.entries(shots)) {
      await page.goto(galley.url + path);
      await page.waitForLoadState('networkidle').catch(() => {}); // the admin keeps asking for news
      await page.waitForTimeout(600);
      await writeFile(`${out}${name}-${scheme}.png`, reduce(await page.screenshot()));
    }
    await context.close();
  }
} finally {
  await browser.close();
  await galley.stop();
}
