import { mkdirSync, writeFileSync } from 'node:fs';
import { openApiText } from './openapi-document.ts';

/** `npm run openapi`. */
const folder = new URL('../docs/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('openapi.json', folder), openApiText());
