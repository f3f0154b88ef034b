import { exampleConfiguration } from './example-configuration.ts';
import { type FakePorts, fakePorts } from './fake-ports.ts';
import { integrationOf } from './source-fixtures.ts';

/** Ports whose configuration has an integration `<source>-1` of each of these sources. */
export const portsWith = (...sources: readonly string[]): FakePorts => {
  const example = exampleConfiguration();
  const integrations = [...example.integrations, ...sources.map((source) => integrationOf(source))];
  return fakePorts({ configuration: { ...example, integrations } });
};
