import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { describe, expect, it } from 'vitest';
import { SOURCES } from '../../sources/index.ts';
import { fixturesOf } from '../fakes/source-fixtures.ts';

/**
 * AWS's own catalogue of event schemas: <https://www.npmjs.com/package/@aws-cdk/aws-service-spec>. Members it does not
 * know are allowed, for it is behind the services (alarm tags, contributors).
 */
const spec = loadAwsServiceSpecSync();

type Definition = ReturnType<typeof spec.get<'eventTypeDefinition'>>;
type Type = Definition['properties'][string]['type'];

/** Detail types that the catalogue has no schema of; when it gets one, this list must shrink. */
const WITHOUT_SCHEMA = [
  'Anomaly Detected',
  'Backup Job State Change',
  'CloudWatch Alarm Contributor State Change',
  'Copy Job State Change',
  'ECS Deployment State Change',
  'Findings Imported V2',
  'Investigation Skipped',
  'Job ended',
  'Job heartbeat',
  'Restore Job State Change',
  'Scan Job State Change',
];

/** Sources of whose events the catalogue has not one; their fixtures follow AWS's user guides alone. */
const SOURCES_WITHOUT_SCHEMA = ['aws-backup', 'cost-anomaly'];

/** Fixtures that differ from the catalogue because AWS's events do; each with its reason. */
const TOLERATED: Readonly<Record<string, RegExp>> = {
  // The catalogue was inferred from one sample: of a low-utilisation check, and of configurations that were all there.
  'trusted-advisor': /^detail\.check-item-detail\.(EC2Config Status|Instance ID|Timestamp) is missing$/,
  // Written as a number by CodePipeline and as a text by the catalogue.
  codepipeline: /^detail\.version is no string$/,
  // `output` is null until there is one, `stopDate` while the execution runs.
  'step-functions': /^detail\.(output|stopDate) is no (string|integer)$/,
  // Composite alarms and those over many time series have no reasonData, a query of Metrics Insights has no metricStat.
  cloudwatch: /^detail\.((state|previousState)\.reasonData|configuration\.metrics\.\d\.metricStat) is missing$/,
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What in a value contradicts its type, as paths. */
const problemsOf = (value: unknown, type: Type, path: string): string[] => {
  switch (type.type) {
    case 'string':
      return typeof value === 'string' ? [] : [`${path} is no string`];
    case 'number':
      return typeof value === 'number' ? [] : [`${path} is no number`];
    case 'integer':
      return Number.isInteger(value) ? [] : [`${path} is no integer`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${path} is no boolean`];
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((item, i) => problemsOf(item, type.element as Type, `${path}.${i}`))
        : [`${path} is no list`];
    case 'map':
      return isObject(value)
        ? Object.entries(value).flatMap(([name, item]) => problemsOf(item, type.element as Type, `${path}.${name}`))
        : [`${path} is no map`];
    case 'union': {
      const found = type.types.map((one) => problemsOf(value, one as Type, path));
      return found.find((problems) => problems.length === 0) ?? found[0] ?? [];
    }
    case 'ref':
      return problemsOfObject(value, spec.get('eventTypeDefinition', type.reference.$ref), path);
    default:
      return [];
  }
};

const problemsOfObject = (value: unknown, { properties }: Definition, path: string): string[] => {
  if (!isObject(value)) return [`${path} is no object`];
  return Object.entries(properties).flatMap(([name, { required, type }]) => {
    if (value[name] !== undefined) return problemsOf(value[name], type, `${path}.${name}`);
    return required ? [`${path}.${name} is missing`] : [];
  });
};

const schemaOf = (source: unknown, detailType: unknown): Definition | undefined => {
  for (const event of spec.all('event')) {
    if (event.source === source && event.detailType === detailType) {
      return spec.get('eventTypeDefinition', event.rootProperty.$ref);
    }
  }
  return undefined;
};

const events = SOURCES.filter(({ awsEvent, id }) => awsEvent !== undefined || id === 'aws-events').flatMap(({ id }) =>
  fixturesOf(id)
    .map(({ name, body }) => ({ id, name, body: body as Record<string, unknown> }))
    .filter(({ body }) => body['detail-type'] !== undefined)
    .map((event) => ({ ...event, schema: schemaOf(event.body.source, event.body['detail-type']) })),
);

describe('fixtures of AWS events', () => {
  it('have a schema in the catalogue, but for those that are listed', () => {
    const without = new Set(events.filter(({ schema }) => !schema).map(({ body }) => String(body['detail-type'])));
    expect([...without].sort()).toEqual(WITHOUT_SCHEMA);
  });

  it.each(events.filter(({ schema }) => schema))('$id/$name is as the catalogue says', ({ id, body, schema }) => {
    const problems = problemsOfObject(body.detail, schema as Definition, 'detail');
    expect(problems.filter((problem) => !TOLERATED[id]?.test(problem))).toEqual([]);
  });

  it('are of sources that the catalogue knows, but for those that are listed', () => {
    const known = new Set(events.filter(({ schema }) => schema).map(({ id }) => id));
    expect([...new Set(events.map(({ id }) => id))].filter((id) => !known.has(id))).toEqual(SOURCES_WITHOUT_SCHEMA);
  });

  it.each(events.filter(({ schema }) => schema))(
    '$id/$name would be found out if it were wrong',
    ({ body, schema }) => {
      const { properties } = schema as Definition;
      const detail = body.detail as Record<string, unknown>;
      for (const [name, { required, type }] of Object.entries(properties)) {
        const { [name]: value, ...without } = detail;
        if (required)
          expect(problemsOfObject(without, schema as Definition, 'detail')).toContain(`detail.${name} is missing`);
        // Of these the catalogue says nothing but the name.
        if (value === undefined || type.type === 'json') continue;
        // A symbol is of no type that JSON has.
        const wrong = problemsOfObject({ ...detail, [name]: Symbol('wrong') }, schema as Definition, 'detail');
        expect(wrong).toContainEqual(expect.stringContaining(`detail.${name} is no`));
      }
    },
  );

  it('would be found out if they were wrong', () => {
    const { body, schema } = events.find(
      ({ id, name }) => id === 'guardduty' && name === 'firing',
    ) as (typeof events)[0];
    const { severity: _, ...detail } = body.detail as Record<string, unknown>;
    expect(problemsOfObject({ ...detail, id: 7 }, schema as Definition, 'detail').sort()).toEqual([
      'detail.id is no string',
      'detail.severity is missing',
    ]);
  });

  it.each(events)('$id/$name has the envelope of EventBridge', ({ body }) => {
    expect(body).toMatchObject({
      version: '0',
      id: expect.any(String),
      account: expect.stringMatching(/^\d{12}$/),
      region: expect.any(String),
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      resources: expect.any(Array),
    });
  });
});
