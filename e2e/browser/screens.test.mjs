// Every main screen, in light and dark: it shows what it is for, nothing complains, and axe finds nothing wrong.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibilityProblems, launch, openPage, person, setUp } from '../lib/browser.mjs';
import { startGalley } from '../lib/galley.mjs';

const screens = [
  { path: '/admin/', ready: (page) => page.getByRole('heading', { name: 'Pick up where you left off' }) },
  { path: '/admin/content/article', ready: (page) => page.getByRole('gridcell', { name: 'A field guide to fog', exact: true }) },
  { path: '/admin/content/article/a-field-guide-to-fog', ready: (page) => page.getByRole('textbox', { name: 'Body', exact: true }) },
  { path: '/admin/content/article/a-field-guide-to-fog/history', ready: (page) => page.getByRole('heading', { name: 'History' }) },
  { path: '/admin/trash', ready: (page) => page.getByRole('heading', { name: 'The trash is empty' }) },
  { path: '/admin/media', ready: (page) => page.getByText('lake-mint.jpg').first() },
  { path: '/admin/models', ready: (page) => page.getByRole('main').getByText('Article').first() },
  { path: '/admin/models/article', ready: (page) => page.getByRole('main').getByText('Reading time').first() },
  { path: '/admin/settings/webhooks', ready: (page) => page.getByRole('heading', { name: /Webhooks/ }).first() },
  { path: '/admin/settings/keys', ready: (page) => page.getByRole('heading', { name: /keys/i }).first() },
];

let galley, browser, cookies;

before(async () => {
  galley = await startGalley();
  browser = await launch();
  const { page, context } = await openPage(browser);
  await setUp(page, galley);
  cookies = await context.cookies();
  await context.close();
});

after(async () => {
  await browser?.close();
  await galley?.stop();
});

for (const scheme of ['light', 'dark']) {
  for (const { path, ready } of screens) {
    test(`${path} in ${scheme}`, async () => {
      const { page, context, complaints } = await openPage(browser, { scheme, reducedMotion: 'reduce' });
      await context.addCookies(cookies);
      await page.goto(galley.url + path);
      await ready(page).waitFor();
      assert.deepEqual(complaints, []);
      assert.deepEqual(await accessibilityProblems(page), []);
      await context.close();
    });
  }

  test(`the sign-in page in ${scheme}`, async () => {
    const { page, context, complaints } = await openPage(browser, { scheme, reducedMotion: 'reduce' });
    await page.goto(`${galley.url}/admin/`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.deepEqual(complaints, []);
    assert.deepEqual(await accessibilityProblems(page), []);
    await context.close();
  });
}

test('the playground has the schema, and runs a query', async () => {
  const { page, context, complaints } = await openPage(browser);
  await context.addCookies(cookies);
  const query = '{ article(slug: "a-field-guide-to-fog") { title } }';
  await page.goto(`${galley.url}/admin/playground?query=${encodeURIComponent(query)}`);
  const answer = page.getByText('"A field guide to fog"').first();
  for (let tries = 0; tries < 15 && !(await answer.isVisible()); tries++) {
    await page.getByRole('button', { name: /^Execute/ }).click(); // GraphiQL ignores it until its editors have loaded
    await page.waitForTimeout(1000);
  }
  await answer.waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

// AD3, AD4: no script but the admin's own runs, and no other site can frame it.
test('the content security policy lets no inline script run and no one frame the admin', async () => {
  const reply = await fetch(`${galley.url}/admin/`);
  const policy = new Map(
    reply.headers.get('content-security-policy').split(';').map((each) => {
      const [name, ...values] = each.trim().split(/\s+/);
      return [name, values];
    }),
  );
  assert.deepEqual(policy.get('frame-ancestors'), ["'none'"]);
  const scripts = policy.get('script-src') ?? policy.get('default-src');
  assert.ok(!scripts.some((source) => /unsafe|\*|data:|https?:/.test(source)), `scripts may come from ${scripts.join(' ')}`);

  const { page, context } = await openPage(browser);
  await page.goto(`${galley.url}/admin/`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.head.append(script);
    return window.injected === true;
  });
  assert.equal(ran, false);
  await context.close();
});

const signIn = (headers) =>
  fetch(`${galley.url}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: galley.url, ...headers },
    body: JSON.stringify({ email: person.email, password: person.password }),
  });

// AD5
test('the session is a cookie that scripts and other sites do not get', async () => {
  const reply = await signIn({});
  assert.equal(reply.status, 200);
  const cookie = reply.headers.getSetCookie().find((each) => each.startsWith('galley_session='));
  assert.match(cookie, /; ?HttpOnly/i);
  assert.match(cookie, /; ?SameSite=(Lax|Strict)/i);
  assert.doesNotMatch(cookie, /; ?Secure/i); // the public URL is http here
});

// AD6
test('another site cannot change anything with the session of a visitor', async () => {
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const rename = (headers) =>
    fetch(`${galley.url}/manage/graphql`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: 'mutation { renameSpace(name: "Hacked") { name } }' }),
    }).then((reply) => reply.text());
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { origin: galley.url, 'content-type': 'text/plain' },
  ]) {
    assert.doesNotMatch(await rename(headers), /"name"/, JSON.stringify(headers));
  }
  assert.match(await rename({ origin: galley.url, 'sec-fetch-site': 'same-origin' }), /"name"/);
});
