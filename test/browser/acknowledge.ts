/**
 * The page behind an acknowledge link, in a real browser: it is readable on a phone and on a desktop, in light and dark, does
 * nothing by being opened, and acts when its button is pressed. Run with `npm run e2e:browser`; needs Debian's Chromium.
 * Screenshots: `.muster/screenshots/`.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const root = resolve(import.meta.dirname, '../..');
const screenshots = join(root, '.muster', 'screenshots');

const executablePath = BROWSERS.find((path) => existsSync(path));
if (!executablePath) throw new Error(`No Chromium at ${BROWSERS.join(', ')}: apt-get install chromium`);

const data = mkdtempSync(join(tmpdir(), 'muster-browser-'));
const server = spawn(process.execPath, [join(root, 'embedded/main.ts'), '--json'], {
  env: { ...process.env, PORT: '0', SMTP_PORT: 'off', MUSTER_DATA: data },
  stdio: ['ignore', 'pipe', 'inherit'],
});

type Ready = { url: string; token: string; integrations: Record<string, { url: string }> };
const ready = await new Promise<Ready>((done, fail) => {
  createInterface({ input: server.stdout }).once('line', (line) => done(JSON.parse(line) as Ready));
  server.once('exit', (code) => fail(new Error(`the server ended with ${code}`)));
});

const api = async (path: string): Promise<never> =>
  (await (await fetch(`${ready.url}${path}`, { headers: { authorization: `Bearer ${ready.token}` } })).json()) as never;

const eventually = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
  for (let tries = 0; tries < 100; tries += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((wait) => setTimeout(wait, 50));
  }
  throw new Error(`waited in vain for ${what}`);
};

const browser = await chromium.launch({
  executablePath,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  mkdirSync(screenshots, { recursive: true });
  const hostile = 'Checkout <img src=x onerror="document.title=\'owned\'"> returns 500';
  await fetch(ready.integrations.generic?.url ?? '', {
    method: 'POST',
    body: JSON.stringify({ title: hostile, severity: 'critical', service: 'checkout' }),
  });
  const link = await eventually('the page in the outbox', async () => {
    const { items } = (await api('/v1/outbox')) as { items: { channel: string; data: { acknowledgeUrl?: string } }[] };
    return items.find((m) => m.data.acknowledgeUrl)?.data.acknowledgeUrl;
  });
  const pagings = async () => {
    const { items } = (await api('/v1/incidents')) as { items: { incidentId: string }[] };
    const incident = (await api(`/v1/incidents/${items[0]?.incidentId}`)) as {
      status: string;
      pagings: { status: string }[];
    };
    return { status: incident.status, paging: incident.pagings.map((p) => p.status) };
  };

  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport, colorScheme });
      await page.goto(link);
      await page.screenshot({ path: join(screenshots, `acknowledge-${size}-${colorScheme}.png`) });
      assert.notEqual(await page.title(), 'owned', 'a title must not run as script');
      const width = await page.evaluate(
        () =>
          (globalThis as never as { document: { documentElement: { scrollWidth: number } } }).document.documentElement
            .scrollWidth,
      );
      assert.ok(width <= viewport.width, `the page is ${width} px wide on a ${size} of ${viewport.width}`);
      const box = await page.getByRole('button', { name: /acknowledge/i }).boundingBox();
      assert.ok(box && box.height >= 44, 'the button is large enough for a thumb');
      await page.close();
    }
  }
  assert.equal((await pagings()).status, 'open', 'opening the link does nothing');

  const page = await browser.newPage({ viewport: SIZES.phone });
  await page.goto(link);
  await page.getByRole('button', { name: /acknowledge/i }).click();
  await page.waitForLoadState();
  await page.screenshot({ path: join(screenshots, 'acknowledged-phone.png') });
  assert.match((await page.locator('body').textContent()) ?? '', /acknowledged/i);
  assert.equal((await pagings()).status, 'investigating', 'pressing the button acknowledges');
  process.stdout.write(
    `The acknowledge page works on a phone and on a desktop, in light and dark. Screenshots: ${screenshots}\n`,
  );
} finally {
  await browser.close();
  server.removeAllListeners('exit');
  server.kill('SIGTERM');
  await new Promise((done) => server.once('exit', done));
  rmSync(data, { recursive: true, force: true });
}
