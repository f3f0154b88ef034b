import { expect, it } from 'vitest';
import { COUNTED, measureNamed } from '../../../domain/measure/counted.ts';
import { MEASURES, type Measure } from '../../../domain/measure/measures.ts';

const all = Object.values(COUNTED).flat();

it.each(all.map((counted) => [counted.name, counted] as const))('%s is a measure, with its label', (_, counted) => {
  const measure: Measure | undefined = MEASURES[measureNamed(counted)];
  expect(measure).toMatchObject({ kind: 'counter' });
  expect(measure?.labels ?? []).toEqual(counted.label === undefined ? [] : [counted.label]);
});
