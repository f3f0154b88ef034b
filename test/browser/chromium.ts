import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A telephone and a desk. */
export const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } } as const;

export const SCHEMES = ['light', 'dark'] as const;

/** Where this machine has a browser, if it has one. */
export const chromiumHere = (): string | undefined => PLACES.find((path) => existsSync(path));

/** @throws Error where this machine has none */
export const launchChromium = (executablePath = chromiumHere()): Promise<Browser> => {
  if (executablePath === undefined) throw new Error(`No Chromium at ${PLACES.join(', ')}: apt-get install chromium`);
  return chromium.launch({
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
};

let axe: string | undefined;

/** What axe finds wrong. Pages forbid every script: the one that looks is put in from outside (`bypassCSP`). */
export const violationsIn = (page: Page): Promise<string[]> => {
  axe ??= readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  return page.evaluate(`${axe}; axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`);
};
