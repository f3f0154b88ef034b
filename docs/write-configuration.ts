import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration } from '../config/load.ts';
import {
  configurationFileSchema,
  configurationPage,
  configurationTestsPage,
  configurationTestsSchema,
} from './configuration-page.ts';

/** Writes the page about the configuration and the schemas for editors: `npm run docs:configuration`. */

const EXAMPLE = join(import.meta.dirname, '..', 'config', 'example');

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** Every file by its name in `docs/`. */
export const configurationDocuments = (): ReadonlyMap<string, string> =>
  new Map([
    ['configuration.md', configurationPage(loadConfiguration(EXAMPLE))],
    ['configuration.schema.json', json(configurationFileSchema())],
    ['configuration-tests.md', configurationTestsPage()],
    ['configuration-tests.schema.json', json(configurationTestsSchema())],
  ]);

if (import.meta.main) {
  for (const [file, text] of configurationDocuments()) writeFileSync(join(import.meta.dirname, file), text);
}
