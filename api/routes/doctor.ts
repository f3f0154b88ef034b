import * as z from 'zod';
import { CHECK_NAMES, VERDICTS } from '../../usecases/doctor/check.ts';
import { examine } from '../../usecases/doctor/examine.ts';
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
];
