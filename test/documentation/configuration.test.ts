import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fieldsOf, schemaOf } from '../../docs/configuration-page.ts';
import { configurationDocuments } from '../../docs/write-configuration.ts';
import { configurationFields } from '../../domain/configuration/configuration.ts';

describe('the page about the configuration', () => {
  it.each([...configurationDocuments()])('%s is what `npm run docs:configuration` writes', (file, text) => {
    expect(readFileSync(`docs/${file}`, 'utf8')).toBe(text);
  });

  const root = schemaOf(configurationFields, '');
  const keys = Object.entries(root.properties ?? {});

  it('says of every key what it means', () => {
    const fields = keys.flatMap(([key, schema]) => [
      { path: key, schema },
      ...fieldsOf(schema, root).map((field) => ({ ...field, path: `${key}.${field.path}` })),
    ]);
    expect(fields.length).toBeGreaterThan(150);
    expect(fields.filter(({ schema }) => schema.description === undefined).map(({ path }) => path)).toEqual([]);
  });
});
