import * as z from 'zod';
import { PAGING_CHANNELS } from '../../domain/channel/index.ts';
import { CHECK_NAMES, VERDICTS } from '../../usecases/doctor/check.ts';
import { examine } from '../../usecases/doctor/examine.ts';
import { pageOneself, readTestPage, TEST_ID } from '../../usecases/doctor/page-oneself.ts';
import { readiness } from '../../usecases/readiness/readiness.ts';
import { NO_STORE } from '../no-store.ts';
import { route } from '../route.ts';

const examination = z
  .strictObject({
    verdict: z.enum(['ok', 'warning', 'failed']).meta({ description: 'The worst that was found' }),
    at: z.iso.datetime(),
    findings: z.array(
      z.strictObject({
        check: z.enum(CHECK_NAMES),
        verdict: z.enum(VERDICTS).meta({
          description:
            '`failed`: somebody will not be reached, or alerts are lost. `warning`: that will be so one day. `unknown`: it could not be asked',
        }),
        detail: z.string(),
        mend: z.string().optional().meta({ description: 'What to do about it' }),
      }),
    ),
  })
  .meta({ id: 'Examination' });

const testPage = z
  .strictObject({
    testId: z.string(),
    person: z.string(),
    contacts: z.array(
      z.strictObject({
        channel: z.enum(PAGING_CHANNELS),
        address: z.string().meta({ description: 'Enough to recognise one’s own' }),
        verdict: z.enum(VERDICTS).meta({ description: '`unknown`: nothing is known of it yet' }),
        detail: z.string(),
        mend: z.string().optional().meta({ description: 'What to do about it' }),
        isOpen: z.boolean().meta({ description: 'More may become known of it' }),
      }),
    ),
  })
  .meta({ id: 'TestPage' });

export const doctorRoutes = [
  route({
    method: 'get',
    path: '/v1/doctor',
    operationId: 'examine',
    summary: 'What would keep a page from reaching somebody, and how to mend it',
    description:
      'Asks the account in which it is deployed (sandboxes, spend, quotas, suppressed and opted-out addresses, who hears alarms) and this process itself. Changes nothing, sends nothing.',
    tag: 'operations',
    role: 'admin',
    answers: { 200: { description: 'What was found', schema: examination } },
    async handle({ ports, extras: { examined, readiness: readinessOf } }) {
      const found = await examine({
        ports,
        configuration: await ports.configuration.current(),
        readiness: readinessOf ?? (() => readiness(ports)),
        keptChannels: [],
        ...examined,
      });
      return { status: 200, body: found, headers: NO_STORE };
    },
  }),
  route({
    method: 'post',
    path: '/v1/doctor/pages',
    operationId: 'pageMyself',
    summary: 'Sends a test page to whoever asks, by each of their contacts',
    description:
      'By the queue, the ledger and the providers that a real page goes by, at once and once. Opens no incident, pages nobody else. 422 where the token or account is no person of the configuration.',
    tag: 'operations',
    role: 'viewer',
    answers: {
      202: {
        description: 'They are on their way',
        schema: z.strictObject({ testId: z.string() }).meta({ id: 'TestPageBegun' }),
      },
    },
    async handle({ ports, principal }) {
      return { status: 202, body: await pageOneself(ports, principal), headers: NO_STORE };
    },
  }),
  route({
    method: 'get',
    path: '/v1/doctor/pages/{test}',
    operationId: 'readTestPage',
    summary: 'What is known of a test page: what left, what arrived, what failed and how to mend it',
    tag: 'operations',
    role: 'viewer',
    params: z.strictObject({ test: z.string().regex(TEST_ID) }),
    answers: { 200: { description: 'Each contact of whoever asks', schema: testPage } },
    async handle({ ports, principal, params, extras: { examined } }) {
      const known = await readTestPage(ports, principal, params.test, { keptChannels: [], ...examined });
      return { status: 200, body: known, headers: NO_STORE };
    },
  }),
];
