import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { openApiText } from './openapi-document.ts';

/** `npm run openapi`; with `--check` it writes nothing, and fails where what is written is out of date. */
const folder = new URL('../docs/', import.meta.url);
const file = new URL('openapi.json', folder);

if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== openApiText()) {
    process.stderr.write('docs/openapi.json is out of date: run "npm run openapi".\n');
    process.exit(1);
  }
} else {
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, openApiText());
}
