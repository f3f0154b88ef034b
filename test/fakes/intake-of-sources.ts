import { exampleConfiguration } from '../../simulation/example-configuration.ts';
import { type SimulatedPorts, simulatedPorts } from '../../simulation/simulated-ports.ts';
import { integrationOf } from './source-fixtures.ts';

/** Ports whose configuration has an integration `<source>-1` of each of these sources. */
export const portsWith = (...sources: readonly string[]): SimulatedPorts => {
  const example = exampleConfiguration();
  const integrations = [...example.integrations, ...sources.map((source) => integrationOf(source))];
  return simulatedPorts({ configuration: { ...example, integrations } });
};
