import * as z from 'zod';
import { noSuch } from '../../domain/configuration/closest-name.ts';
import { type Lookup, personName } from '../../domain/configuration/lookup.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { problem } from '../../domain/failure/problem.ts';
import { type EpochMs, toIso, toMs } from '../../domain/instant/instant.ts';
import type { ConfiguredRota } from '../../domain/rota/configured-rota.ts';
import type { Shift } from '../../domain/rota/shifts.ts';
import type { Range } from '../../usecases/on-call/read-on-call.ts';
import { answerProblem } from '../failures.ts';
import { type Route, route } from '../route.ts';
import { pageOf } from '../schemas/paging-through.ts';

/** What reckons shifts has clocks of all zones: it is loaded when somebody asks. */
const reckoning = () => import('../../usecases/on-call/read-on-call.ts');

const USUAL_RANGE_MS = 14 * 86_400_000;

/** A year, and the day on which it is asked. */
const LONGEST_RANGE_MS = 367 * 86_400_000;

const named = z.strictObject({ id: z.string(), name: z.string() }).meta({ id: 'NamedThing' });

const onCall = z
  .strictObject({
    rota: named,
    people: z.array(named).describe('Whom a page reaches; nobody, where that is empty'),
    lookOn: z.array(named).describe('Who have a shift beside them and are never paged'),
    until: z.iso.datetime().optional().describe('When that changes; absent where it does not for five weeks'),
    next: z.array(named).describe('Who are on call from then on'),
  })
  .meta({ id: 'OnCall' });
export type ShownOnCall = z.infer<typeof onCall>;

const shownRota = z
  .strictObject({
    ...named.shape,
    timeZone: z.string(),
    combine: z.enum(['first-wins', 'union', 'by-level']),
    people: z.array(named).describe('Everybody who has a turn in it'),
    policies: z.array(named).describe('The escalation policies that page by it'),
  })
  .meta({ id: 'Rota' });

const shift = z
  .strictObject({
    rota: named,
    person: named,
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    layer: z.string().optional().describe('Of the rota; absent for what has passed, which is kept without it'),
    shadow: z.boolean().optional().describe('They look on and are never paged'),
  })
  .meta({ id: 'Shift' });
export type ShownShift = z.infer<typeof shift>;

const shifts = z
  .strictObject({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    items: z.array(shift),
    gaps: z
      .array(z.strictObject({ from: z.iso.datetime(), to: z.iso.datetime() }))
      .describe('When nobody is on call, from now on'),
  })
  .meta({ id: 'ShiftList' });
export type ShownShifts = z.infer<typeof shifts>;

const instant = z.iso.datetime({ offset: true });

const rangeQuery = z.strictObject({
  from: instant.optional().describe('Now unless said otherwise'),
  to: instant.optional().describe('Two weeks later unless said otherwise; a year at most'),
});

/** @throws DomainError `invalid-command` */
const rangeOf = ({ from, to }: z.infer<typeof rangeQuery>, now: EpochMs): Range => {
  const begins = from === undefined ? now : toMs(from);
  const ends = to === undefined ? begins + USUAL_RANGE_MS : toMs(to);
  if (ends <= begins) throw new DomainError('invalid-command', '"to" is after "from".');
  if (ends - begins > LONGEST_RANGE_MS) throw new DomainError('invalid-command', 'A year of shifts at most.');
  return { from: begins, to: ends };
};

const namedPerson = (lookup: Lookup) => (id: string) => ({ id, name: personName(lookup, id) });

const namedRota = ({ id, name }: ConfiguredRota) => ({ id, name });

const shownShift = (lookup: Lookup, rota: ConfiguredRota, { person, from, to, layer, shadow }: Shift): ShownShift => ({
  rota: namedRota(rota),
  person: namedPerson(lookup)(person),
  from: toIso(from),
  to: toIso(to),
  ...(layer !== undefined && { layer }),
  ...(shadow && { shadow }),
});

export const onCallRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/v1/on-call',
    operationId: 'readOnCall',
    summary: 'Who is on call, by every rota',
    description:
      'As a page would find them. What has passed is answered as it was kept, for two weeks, and never reckoned anew.',
    tag: 'operations',
    role: 'viewer',
    query: z.strictObject({ at: instant.optional().describe('Now unless said otherwise') }),
    answers: { 200: { description: 'One entry for each rota', schema: pageOf(onCall).meta({ id: 'OnCallList' }) } },
    async handle({ ports, query: { at } }) {
      const lookup = await ports.inForce();
      const now = ports.clock.now();
      const person = namedPerson(lookup);
      const { onCallOf } = await reckoning();
      const items = (lookup.configuration.rotas ?? []).map((rota) => {
        const found = onCallOf(lookup, rota, at === undefined ? now : toMs(at), now);
        return {
          rota: namedRota(rota),
          people: found.people.map(person),
          lookOn: found.lookOn.map(person),
          ...(found.until !== undefined && { until: found.until }),
          next: found.next.map(person),
        };
      });
      return { status: 200, body: { items } };
    },
  }),
  route({
    method: 'get',
    path: '/v1/rotas',
    operationId: 'listRotas',
    summary: 'The rotas of the configuration',
    tag: 'operations',
    role: 'viewer',
    answers: { 200: { description: 'All of them', schema: pageOf(shownRota).meta({ id: 'RotaList' }) } },
    async handle({ ports }) {
      const lookup = await ports.inForce();
      const { escalationPolicies, organisation, rotas = [] } = lookup.configuration;
      const items = rotas.map((rota) => ({
        ...namedRota(rota),
        timeZone: rota.timeZone ?? organisation.timeZone,
        combine: rota.combine,
        people: [...new Set(rota.layers.flatMap(({ people }) => people.flat()))].map(namedPerson(lookup)),
        policies: escalationPolicies
          .filter(({ levels }) => levels.some((level) => level.rotas?.includes(rota.id)))
          .map(({ id, name }) => ({ id, name })),
      }));
      return { status: 200, body: { items } };
    },
  }),
  route({
    method: 'get',
    path: '/v1/rotas/{id}/shifts',
    operationId: 'listShifts',
    summary: 'Who is on call by a rota, from one instant to another',
    tag: 'operations',
    role: 'viewer',
    params: z.object({ id: z.string() }),
    query: rangeQuery,
    answers: { 200: { description: 'Shifts, and when nobody has one', schema: shifts } },
    async handle({ ports, params, query }) {
      const lookup = await ports.inForce();
      const now = ports.clock.now();
      const range = rangeOf(query, now);
      const { gapsOfRota, rotaNamed, shiftsOfRota } = await reckoning();
      const rota = rotaNamed(lookup, params.id);
      if (rota === undefined) {
        const known = (lookup.configuration.rotas ?? []).map(({ id }) => id);
        const none = noSuch(`rota "${params.id}"`, params.id, known);
        return answerProblem(problem('not-found', `T${none.slice(1)}.`));
      }
      return {
        status: 200,
        body: {
          from: toIso(range.from),
          to: toIso(range.to),
          items: shiftsOfRota(lookup, rota, range, now).map((one) => shownShift(lookup, rota, one)),
          gaps: gapsOfRota(lookup, rota, range, now).map(({ from, to }) => ({ from: toIso(from), to: toIso(to) })),
        },
      };
    },
  }),
  route({
    method: 'get',
    path: '/v1/people/me/shifts',
    operationId: 'listMyShifts',
    summary: 'When whoever asks is on call, by any rota',
    tag: 'operations',
    role: 'viewer',
    query: rangeQuery,
    answers: { 200: { description: 'Their shifts', schema: pageOf(shift).meta({ id: 'MyShiftList' }) } },
    async handle({ ports, principal, query }) {
      if (principal.personId === undefined) {
        const why = `"${principal.name}" is none of the people of the configuration: only those have shifts.`;
        throw new DomainError('unknown-person', why);
      }
      const lookup = await ports.inForce();
      const now = ports.clock.now();
      const { shiftsOfPerson } = await reckoning();
      const found = shiftsOfPerson(lookup, principal.personId, rangeOf(query, now), now);
      return { status: 200, body: { items: found.map(({ rota, ...one }) => shownShift(lookup, rota, one)) } };
    },
  }),
];
