import { stringify } from 'yaml';
import * as z from 'zod';
import { TEMPLATE_VARIABLES } from '../domain/communication/template.ts';
import { FACT_NAMES } from '../domain/condition/fact-names.ts';
import { configurationFields } from '../domain/configuration/configuration.ts';
import { configurationTests, expectation } from '../domain/configuration/configuration-test.ts';

/** As JSON Schema has it: what a validator, and what a page needs of a field. */
export interface FieldSchema {
  readonly title?: string;
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: FieldSchema;
  readonly anyOf?: readonly FieldSchema[];
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: FieldSchema | boolean;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, FieldSchema>>;
}

/** For editors: `# yaml-language-server: $schema=…` at the top of a file. Each file holds a part, so that nothing is required at its top. */
export const schemaOf = (schema: z.ZodType, title: string): FieldSchema => ({
  title,
  ...(z.toJSONSchema(schema, { io: 'input' }) as FieldSchema),
});

/** One row of a table: a key within its section. */
export interface Field {
  /** `levels[].people`. */
  readonly path: string;
  readonly schema: FieldSchema;
  readonly required: boolean;
}

const resolve = (schema: FieldSchema, root: FieldSchema): FieldSchema =>
  schema.$ref === undefined ? schema : { ...root.$defs?.[schema.$ref.replace('#/$defs/', '')], ...schema };

/** Named shapes that have a section of their own, or that a sentence tells better. */
const TOLD_ELSEWHERE = new Set(['#/$defs/Condition', '#/$defs/SeverityMatrix']);

/** Every key below a schema, in its order, lists and mappings opened. */
export const fieldsOf = (schema: FieldSchema, root: FieldSchema, path = ''): Field[] => {
  if (path !== '' && schema.$ref !== undefined && TOLD_ELSEWHERE.has(schema.$ref)) return [];
  const { anyOf = [], items, properties, required = [] } = resolve(schema, root);
  if (items) return fieldsOf(items, root, path === '' ? '' : `${path}[]`);
  return [
    ...anyOf.flatMap((branch) => fieldsOf(branch, root, path)),
    ...Object.entries(properties ?? {}).flatMap(([name, field]): Field[] => {
      const own = path === '' ? name : `${path}.${name}`;
      return [{ path: own, schema: field, required: required.includes(name) }, ...fieldsOf(field, root, own)];
    }),
  ];
};

const FORMATS: Readonly<Record<string, string>> = {
  email: 'e-mail address',
  uri: 'URL',
  'date-time': 'time with its zone',
  uuid: 'UUID',
};

const code = (value: unknown): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

/** What a value is, in words. */
const kindOf = (schema: FieldSchema, root: FieldSchema): string => {
  if (schema.$ref === '#/$defs/Condition') return '[condition](#conditions)';
  if (schema.$ref === '#/$defs/SeverityMatrix') return 'mapping of impact, urgency and severity';
  const {
    additionalProperties,
    anyOf,
    enum: values,
    format,
    items,
    minimum,
    maximum,
    pattern,
    type,
    ...rest
  } = resolve(schema, root);
  if (rest.const !== undefined) return code(rest.const);
  if (values) return values.map(code).join(', ');
  if (anyOf) return [...new Set(anyOf.map((one) => kindOf(one, root)))].join(' or ');
  if (items) return `list of ${kindOf(items, root).replace(/^`/, 'any of `')}`;
  if (type === 'object')
    return typeof additionalProperties === 'object' ? `mapping to ${kindOf(additionalProperties, root)}` : 'mapping';
  if (type === 'boolean') return '`true` or `false`';
  if (type === 'integer' || type === 'number') {
    const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
    const kind = type === 'integer' ? 'whole number' : 'number';
    if (minimum === undefined) return kind;
    return most === undefined ? `${kind} from ${minimum}` : `${kind} from ${minimum} to ${most}`;
  }
  if (format !== undefined && FORMATS[format]) return FORMATS[format];
  if (type === undefined) return 'anything';
  return pattern?.startsWith('^[a-z0-9][a-z0-9-]{0,62}$') ? 'id' : 'text';
};

const presence = ({ required, schema }: Field, root: FieldSchema): string => {
  const { default: value } = { ...resolve(schema, root), ...schema };
  if (required) return 'required';
  if (value === undefined) return '';
  if (Array.isArray(value) && value.length === 0) return 'none';
  return typeof value === 'object' ? code(stringify(value, { collectionStyle: 'flow' }).trim()) : code(value);
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const table = (fields: readonly Field[], root: FieldSchema): string =>
  [
    '| key | what it says | is | unless said otherwise |',
    '|---|---|---|---|',
    ...fields.map(
      (field) =>
        `| \`${field.path}\` | ${cell(field.schema.description ?? '')} | ${cell(kindOf(field.schema, root))} | ${cell(presence(field, root))} |`,
    ),
  ].join('\n');

const example = (key: string, value: unknown): string => {
  const shown = Array.isArray(value) ? value.slice(0, 1) : value;
  return `\`\`\`yaml\n${stringify({ [key]: shown }, { lineWidth: 100 })}\`\`\``;
};

const section = (key: string, field: FieldSchema, root: FieldSchema, of: Readonly<Record<string, unknown>>): string => {
  const fields = fieldsOf(field, root);
  const whole: Field = { path: key, schema: field, required: root.required?.includes(key) ?? false };
  const state = presence(whole, root);
  const list = resolve(field, root).items !== undefined;
  const what = `${field.description ?? ''}${state === 'required' ? ' (required)' : ''}`;
  return [
    `## ${key}`,
    `${what.charAt(0).toUpperCase()}${what.slice(1)}. ${fields.length === 0 ? `Is ${kindOf(field, root)}.` : list ? 'A list; each entry has:' : 'Has:'}`,
    ...(fields.length === 0 ? [] : [table(fields, root)]),
    ...(of[key] === undefined ? [] : [example(key, of[key])]),
  ].join('\n\n');
};

const OPENING = `# Configuration

Written by \`npm run docs:configuration\` from the schema that files are held against; a test fails where it is out of date. The example in
[config/example](../config/example) is Kestrel Outfitters, a web shop that is invented: copy the folder and make it yours.

A configuration is a directory of \`*.yaml\` files. Which file holds what is free. A list may stand in several files: they are one list, in the
order of the files' names, folders included, so that a team can have a file of its own (\`teams/payments.yaml\` with its people, policies,
services and integrations). Everything else stands in one place. An id that is used twice is refused with both places. The folder
\`tests\` holds [tests of the configuration](configuration-tests.md). Other files but \`*.md\` are refused, so that nothing is left out by a
wrong name.

\`muster config check DIRECTORY\` says everything that is wrong, with file, line and what would be right; \`npm start\` and \`cdk deploy\` ask the same and
take nothing else. It refuses what would leave somebody unreachable (a number that no network takes, an address that is none, a stakeholder whom
no plan tells), a message empty (a template of names that no message has), or a rule without effect (a service or a severity that does not exist).

Editors complete and check while you type with the [JSON schema](configuration.schema.json):
\`# yaml-language-server: $schema=…/docs/configuration.schema.json\` in the first line.

Durations are in seconds unless the key says otherwise. An id is lower-case letters, digits and hyphens, at most 63.
`;

const conditions = (root: FieldSchema): string => {
  const condition = root.$defs?.Condition;
  const facts = (of: keyof typeof FACT_NAMES): string => [...FACT_NAMES[of], 'labels.<name>'].map(code).join(', ');
  return `## Conditions

Rules, plans and windows ask facts. All conditions of a list must hold. Each names a \`fact\` and at least one test; capitals do not matter.

${table(fieldsOf({ ...condition }, root), root)}

Of a **signal** (\`routing\`, \`maintenanceWindows\`, \`groupBy\`): ${facts('signal')}.

Of an **incident** (\`triggerRules\`, \`communicationPlans\`): ${facts('incident')}. There \`severity\` and \`service.tier\` are numbers, 1 the worst and the
most important.
`;
};

const variables = (): string => `## Names in templates

Mustache; each channel escapes what it fills in. Where a name is not always there, a section (\`{{#nextUpdateBy}}…{{/nextUpdateBy}}\`) leaves out what
would have a gap.

| name | what it is | |
|---|---|---|
${Object.entries(TEMPLATE_VARIABLES)
  .map(([name, { always, means }]) => `| \`${name}\` | ${cell(means)} | ${always ? '' : 'not always'} |`)
  .join('\n')}
`;

/** The page about the whole configuration. @param of the values of the example company */
export const configurationPage = (of: Readonly<Record<string, unknown>>): string => {
  const root = schemaOf(configurationFields, 'Muster configuration');
  const keys = Object.entries(root.properties ?? {});
  const contents = keys.map(([key]) => `[${key}](#${key.toLowerCase()})`).join(' · ');
  return [
    OPENING,
    `${contents} · [conditions](#conditions) · [names in templates](#names-in-templates)\n`,
    ...keys.map(([key, field]) => `${section(key, field, root, of)}\n`),
    conditions(root),
    variables(),
  ].join('\n');
};

/** Of one file: every key is there, none is required, for another file may hold it. */
export const configurationFileSchema = (): FieldSchema => {
  const { required: _, ...schema } = schemaOf(configurationFields, 'One file of a Muster configuration');
  return schema;
};

const TESTS_OPENING = `# Tests of a configuration

Written by \`npm run docs:configuration\` from the schema that the files are held against.

\`tests/*.yaml\` in the directory of a configuration say what it is to do: this payload to this integration, on Sunday at 03:00, and who is
paged by what, how severe it is, what the CTO reads. \`muster config check\` runs them after everything else is right, and fails when one of them
does. Each test begins with nothing open and lives through the real rules on a clock that is turned: the payload is read by its source, routed,
decided upon, told; nothing leaves, nothing is waited for, no server is needed. \`--only WORDS\` runs some, \`--no-tests\` none. The example has a
dozen and more in [config/example/tests](../config/example/tests).

\`\`\`yaml
tests:
  - test: Checkout down on a Sunday night wakes one person and asks one manager
    at: Sunday 03:00
    to: generic
    payload: { title: Checkout returns 500, service: checkout, severity: critical, key: '500' }
    expect:
      outcome: opened
      severity: SEV1
      major: candidate
      paged:
        - { person: ana-silva, by: sms, after: 0s, reads: Checkout returns 500 }
        - { person: jonas-weber, as: major-incident-manager }
      told: nobody
    next:
      - after: 2m
        by: jonas-weber
        do: accept
        with: { businessImpact: customers cannot pay }
        expect: { told: [{ who: cto, reads: customers cannot pay }] }
\`\`\`

A test that fails says what was to be and what is, with file and line:

\`\`\`
✗ Checkout down on a Sunday night wakes one person and asks one manager  tests/nights.yaml:2:11
    expect.paged.0.person  tests/nights.yaml:11:21
      expected  ben-okafor
      actual    ana-silva by sms after 0s (resolver), jonas-weber by sms after 0s (major-incident-manager)
\`\`\`

## What to know

- A day without a date is one of the first full week of 2026, so that a test is the same whenever it is run; what has a date in the configuration (a
  maintenance window) is tested with a date.
- \`paged\` names everybody who was newly paged since the step before: whoever else is paged fails the test, because that is a person woken. A page
  that goes on to a further contact of the same person is no new page. \`told\` names whom it is about; others may be told, too.
- A step is looked at five seconds after it, because messages to stakeholders gather for a moment. \`after\` of the next step counts from the step.
- Keys, signatures, roles of tokens and rate limits are not tried: the sender counts as authentic, a person may do everything. Signs of life
  that stay away (\`heartbeats\`) are not tried either.
- \`payload\` is the body as YAML; \`file\` names a file of JSON, or of a mail as it was sent, beside the test.
`;

/** The page about the tests of a configuration. */
export const configurationTestsPage = (): string => {
  const root = schemaOf(configurationTests, '');
  const tests = fieldsOf(root.properties?.tests ?? {}, root);
  const isExpected = ({ path }: Field): boolean => path.startsWith('expect.') || path.startsWith('next[].');
  const expected = schemaOf(expectation, '');
  return [
    TESTS_OPENING,
    '## A test\n',
    `${table(
      tests.filter((field) => !isExpected(field)),
      root,
    )}\n`,
    'Each entry of `next` has `after`, `to`, `payload`, `file`, `headers`, `by`, `do`, `with` and `expect`, too.\n',
    '## What can be expected\n',
    `${table(fieldsOf(expected, expected), expected)}\n`,
  ].join('\n');
};

/** For editors, of one file of tests. */
export const configurationTestsSchema = (): FieldSchema =>
  schemaOf(configurationTests, 'Tests of a Muster configuration');
