/**
 * Every page that people see by a link, in a real browser: readable on a phone and on a desktop, in light and dark, without
 * violations of WCAG as axe finds them; it does nothing by being opened, and acts when its buttons are pressed. Run with
 * `npm run e2e:browser`; needs Debian's Chromium. Screenshots: `.muster/screenshots/`.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { eventually } from '../e2e/eventually.ts';
import { launchChromium, SCHEMES, SIZES, violationsIn } from './chromium.ts';
import { FORM_ORIGIN, served } from './served.ts';

const SENT_WITHIN_MS = 10_000;
const screenshots = resolve(import.meta.dirname, '../../.muster/screenshots');

// Before anything is started.
const browser = await launchChromium();
const muster = await served();

const seen: string[] = [];
let later: Awaited<ReturnType<typeof served>> | undefined;

/** Looks at a page in every size and scheme, all that folds unfolded. */
const look = async (name: string, open: (page: Page) => Promise<unknown>, locale = 'en-GB'): Promise<void> => {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of SCHEMES) {
      const page = await browser.newPage({ viewport, colorScheme, locale, bypassCSP: true });
      await open(page);
      await page.screenshot({ path: join(screenshots, `${name}-${size}-${colorScheme}.png`), fullPage: true });
      await page.evaluate(`document.querySelectorAll('details').forEach((one) => { one.open = true })`);
      assert.notEqual(await page.title(), 'owned', 'a title must not run as script');
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      assert.ok(width <= viewport.width, `${name} is ${width} px wide on a ${size} of ${viewport.width}`);
      assert.deepEqual(await violationsIn(page), [], `${name}, ${size}, ${colorScheme}`);
      for (const button of await page.getByRole('button').all()) {
        const box = await button.boundingBox();
        assert.ok(box && box.height >= 44, `a button of ${name} is too small for a thumb`);
      }
      await page.screenshot({ path: join(screenshots, `${name}-unfolded-${size}-${colorScheme}.png`), fullPage: true });
      await page.close();
    }
  }
  seen.push(name);
};

const at = (link: string) => (page: Page) => page.goto(link);

/** Opens a link that does nothing, and sees that it says so, in this language. */
const refusedAt = (link: string, status: number, language: string, words: RegExp) => async (page: Page) => {
  const response = await page.goto(link);
  assert.equal(response?.status(), status, link);
  assert.equal(await page.locator('html').getAttribute('lang'), language, link);
  assert.match((await page.getByRole('alert').textContent()) ?? '', words);
};

/** Sends a form that a page had when it was opened, and sees why nothing was done. */
const refusedAct = (link: string, fields: Record<string, string>, words: RegExp) => async (page: Page) => {
  await page.goto(link);
  await page.evaluate(`(() => {
    const form = document.createElement('form');
    form.method = 'post';
    for (const [name, value] of Object.entries(${JSON.stringify(fields)})) {
      const input = document.createElement('input');
      Object.assign(input, { type: 'hidden', name, value });
      form.append(input);
    }
    document.body.append(form);
    form.submit();
  })()`);
  await page.waitForURL(link);
  await page.getByRole('alert').waitFor();
  assert.match((await page.getByRole('alert').textContent()) ?? '', words);
};

/** Our own link with its last letter changed. */
const forged = (link: string): string => `${link.slice(0, -1)}${link.endsWith('A') ? 'Q' : 'A'}`;

/** Longer than any link is good for: a reader's is, a month after the end. */
const MUCH_LATER_MS = 40 * 86_400_000;

try {
  mkdirSync(screenshots, { recursive: true });
  const hostile = 'Checkout <img src=x onerror="document.title=\'owned\'"> returns 500';
  await muster.alert({
    title: hostile,
    severity: 'critical',
    service: 'checkout',
    description: 'Error rate is 12 %, and was 0.1 % an hour ago.',
  });
  interface Sent {
    readonly type?: string;
    readonly page?: { readonly person: { readonly id: string } };
    readonly person?: { readonly id: string };
    readonly incident?: { readonly url: string };
    readonly acknowledgeUrl?: string;
    readonly acknowledgeAllUrl?: string;
  }
  /** The link in a message of this type, to this person or to anybody. */
  const linkTo = (type: string, linkIn: (sent: Sent) => string | undefined, personId?: string): Promise<string> =>
    eventually(
      `a ${type} to ${personId ?? 'anybody'}`,
      async () => {
        for (const { data } of await muster.outbox()) {
          const sent: Sent = data;
          const who = sent.page?.person.id ?? sent.person?.id;
          if (sent.type === type && (personId === undefined || who === personId)) return linkIn(sent);
        }
        return undefined;
      },
      SENT_WITHIN_MS,
    );
  const ana = await linkTo('muster.page', (sent) => sent.acknowledgeUrl, 'ana-silva');
  const jonas = await linkTo('muster.page', (sent) => sent.acknowledgeUrl, 'jonas-weber');
  const { items } = await muster.api<{ items: { incidentId: string }[] }>('/v1/incidents');
  const incident = `/v1/incidents/${items[0]?.incidentId}`;
  const statusOf = async () => (await muster.api<{ status: string }>(incident)).status;

  await look('responder-waiting-de', at(ana));
  await look('manager-deciding', at(jonas));
  assert.equal(await statusOf(), 'open', 'opening a link does nothing');

  const pressed = await browser.newPage({ viewport: SIZES.phone });
  await pressed.goto(ana);
  await pressed.getByRole('button', { name: 'Übernehmen als Ana Silva' }).click();
  await pressed.waitForLoadState();
  assert.match((await pressed.locator('body').textContent()) ?? '', /Sie kümmern sich darum/);
  assert.equal(await statusOf(), 'investigating', 'pressing the button acknowledges');
  await look('responder-acknowledged-de', at(ana));
  await pressed.goto(ana);
  await pressed.getByText('Notiz schreiben').click();
  await pressed.getByLabel('Für das Protokoll; niemand wird benachrichtigt').fill('Rolled back <b>build 57</b>');
  await pressed.getByRole('button', { name: 'Ins Protokoll schreiben' }).click();
  await pressed.waitForLoadState();
  assert.match((await pressed.locator('body').textContent()) ?? '', /Rolled back <b>build 57<\/b>/);
  await pressed.close();

  const decides = await browser.newPage({ viewport: SIZES.desktop });
  await decides.goto(jonas);
  await decides.getByLabel('What can people not do? (business reads this)').fill('Customers cannot pay.');
  await decides.getByRole('button', { name: 'Declare major incident' }).click();
  await decides.waitForLoadState();
  assert.match((await decides.locator('body').textContent()) ?? '', /Jonas Weber declared a major incident/);
  await decides.close();
  await look('role-holder', at(await linkTo('muster.notice', (sent) => sent.incident?.url, 'jonas-weber')));

  /** The link in the first message to this stakeholder. */
  const readerAt = (address: string) =>
    eventually(
      `a message to ${address}`,
      async () => {
        const told = (await muster.outbox()).find(
          (message) => message.address === address && message.data.type === 'muster.communication',
        );
        return told && (told.data as { incident: { url: string } }).incident.url;
      },
      SENT_WITHIN_MS,
    );
  const reader = await readerAt('maya@kestrel.example');
  const readerInGerman = await readerAt('tomas@kestrel.example');
  await look('stakeholder', at(reader));
  await look('stakeholder-de', at(readerInGerman));
  await look('responder-refused-de', refusedAct(ana, { action: 'pass-on' }, /^Nicht weitergegeben: Auf Ihre Antwort/));
  await look(
    'manager-refused',
    refusedAct(
      jonas,
      { action: 'ask-for-help', need: 'an <i>expert</i>', person: 'nobody' },
      /^Nobody was asked: there/,
    ),
  );

  // Many at once, of which the second and later wait for the digest.
  for (const service of ['search', 'catalogue', 'orders-db', 'recommendations'])
    await muster.alert({ title: `${service} is slow`, severity: 'error', service, id: service });
  // Whoever is the first to be flooded.
  let flooded: string | undefined;
  const digest = await linkTo('muster.page-digest', (sent) => {
    flooded = sent.person?.id;
    return sent.acknowledgeAllUrl;
  });
  assert.ok(flooded, 'a digest says whose it is');
  await look('digest', at(digest));
  await look('digest-acknowledged', async (page) => {
    await page.goto(digest);
    const button = page.getByRole('button');
    if ((await button.count()) > 0) await button.first().click();
    await page.waitForLoadState();
  });

  await muster.api(`${incident}/resolve`, { summary: 'Rolled back' });
  await look('responder-over-de', at(ana));
  await look('stakeholder-over', at(reader));
  await look(
    'responder-refused-over-de',
    refusedAct(ana, { action: 'ask-for-help', need: 'Rat' }, /Die Störung ist vorbei\.$/),
  );
  for (const [whose, link] of Object.entries({ responder: ana, stakeholder: reader, digest })) {
    await look(`${whose}-forged`, refusedAt(forged(link), 403, 'en', /not complete/));
    await look(`${whose}-forged-de`, refusedAt(forged(link), 403, 'de', /nicht vollständig/), 'de-DE');
  }

  // The form of a status page, whose answers are pages of ours.
  const form = muster.ready.integrations.portal?.url;
  assert.ok(form, 'the example company has a form');
  const report = (fields: Record<string, string>, title: RegExp) => async (page: Page) => {
    await page.route(`${FORM_ORIGIN}/`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><form method="post" action="${form}">${Object.entries(fields)
          .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
          .join('')}<button>Send</button></form>`,
      }),
    );
    await page.goto(`${FORM_ORIGIN}/`);
    await page.getByRole('button').click();
    await page.waitForURL(form);
    assert.match(await page.title(), title);
  };
  const what = 'I cannot pay with my card, it says try again.';
  await look('report-thanks', report({ service: 'Online shop', what }, /thank/i));
  await look('report-refused', report({ service: 'Online shop', what: '' }, /not|say|cannot|wrong/i));

  // The same links long after, on the same data. Whoever they were sent to reads why they do nothing, whatever their browser asks for.
  await muster.stop(true);
  later = await served(muster.data, MUCH_LATER_MS);
  const now = (link: string): string => link.replace(muster.ready.url, later?.ready.url ?? '');
  await look('responder-expired-de', refusedAt(now(ana), 410, 'de', /abgelaufen/), 'en-GB');
  await look('responder-expired', refusedAt(now(jonas), 410, 'en', /expired/), 'de-DE');
  await look('stakeholder-expired', refusedAt(now(reader), 410, 'en', /expired/), 'de-DE');
  await look('stakeholder-expired-de', refusedAt(now(readerInGerman), 410, 'de', /abgelaufen/), 'en-GB');
  const [language, words] = flooded === 'ana-silva' ? (['de', /abgelaufen/] as const) : (['en', /expired/] as const);
  await look('digest-expired', refusedAt(now(digest), 410, language, words), language === 'de' ? 'en-GB' : 'de-DE');
  process.stdout.write(
    `Looked at ${seen.join(', ')}: each in two sizes and two schemes. Screenshots: ${screenshots}\n`,
  );
} finally {
  await browser.close();
  await (later ?? muster).stop();
}
