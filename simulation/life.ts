import fc from 'fast-check';
import type { PublicCommand } from '../domain/incident/commands.ts';
import type { AlertSeverity, Signal } from '../domain/signal/signal.ts';
import type { Accident, Moment } from './failing-ports.ts';
import type { Installation, Mishap } from './installation.ts';
import { signal } from './shop-system.ts';

/** One message of a sender about one condition. */
interface Said {
  readonly service: 'checkout' | 'search' | 'wiki';
  readonly key: string;
  readonly status: 'firing' | 'resolved';
  readonly severity: AlertSeverity;
}

/** One thing that happens, and what goes wrong meanwhile. */
export type Step = { readonly mishaps: readonly Mishap[] } & (
  | { readonly kind: 'says'; readonly said: readonly Said[] }
  | { readonly kind: 'asks'; readonly person: string; readonly incident: number; readonly command: SimulatedCommand }
  | { readonly kind: 'passes'; readonly seconds: number }
  | { readonly kind: 'providers'; readonly work: boolean }
  | { readonly kind: 'answers-digest' }
);

/** A command as it is written in a life: `merge` names the other incident by its place in the list. */
type SimulatedCommand = Exclude<PublicCommand, { type: 'merge' }> | { readonly type: 'merge'; readonly into: number };

const said: fc.Arbitrary<Said> = fc.record({
  service: fc.constantFrom('checkout', 'search', 'wiki'),
  key: fc.constantFrom('a', 'b', 'c'),
  status: fc.constantFrom('firing', 'firing', 'resolved'),
  severity: fc.constantFrom('critical', 'error', 'warning', 'info'),
});

const reason = fc.constant('because');
const command = fc.oneof(
  fc.record({ type: fc.constant('acknowledge') }),
  fc.record({ type: fc.constant('acknowledge') }),
  fc.record({ type: fc.constant('accept') }),
  fc.record({ type: fc.constant('propose'), reason }),
  fc.record({ type: fc.constant('reject'), reason }),
  fc.record({ type: fc.constant('demote'), reason }),
  fc.record({
    type: fc.constant('post-update'),
    message: reason,
    nextUpdateInMinutes: fc.integer({ min: 1, max: 90 }),
  }),
  fc.record({ type: fc.constant('change-severity'), severity: fc.constantFrom('SEV1', 'SEV3', 'SEV5'), reason }),
  fc.record({ type: fc.constant('mitigate'), by: fc.constantFrom('workaround', 'fix'), description: reason }),
  fc.record({ type: fc.constant('resolve'), summary: reason }),
  fc.record({ type: fc.constant('reopen'), reason }),
  fc.record({ type: fc.constant('close') }),
  fc.record({ type: fc.constant('complete-review'), summary: reason }),
  fc.record({ type: fc.constant('merge'), into: fc.nat(5) }),
  fc.record({ type: fc.constant('separate'), reason }),
) as fc.Arbitrary<SimulatedCommand>;

const mishap: fc.Arbitrary<Mishap> = fc.record({
  at: fc.integer({ min: 1, max: 60 }),
  moment: fc.constantFrom<Moment>('before', 'after'),
  accident: fc.constantFrom<Accident>('fails', 'crashes'),
});

/** Most of the time nothing goes wrong: else nothing but repairs would be tried. */
const mishaps = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(mishap, { minLength: 1, maxLength: 2 }) },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('says' as const),
      said: fc.array(said, { minLength: 1, maxLength: 4 }),
      mishaps,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('asks' as const),
      person: fc.constantFrom('ana', 'ben', 'mia', 'max', 'cleo', 'zoe'),
      incident: fc.nat(5),
      command,
      mishaps,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('passes' as const),
      seconds: fc.constantFrom(1, 20, 61, 301, 700, 3600),
      mishaps,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('providers' as const), work: fc.boolean(), mishaps: fc.constant([]) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('answers-digest' as const), mishaps }) },
);

/** What may happen to an installation, in order. */
export const lifeOf = (mostSteps: number): fc.Arbitrary<readonly Step[]> =>
  fc.array(step, { minLength: 1, maxLength: mostSteps });

const signalOf = ({ key, service, severity, status }: Said, now: number): Signal =>
  signal(`${service}-${key}`, {
    service,
    severity,
    status,
    title: `${service} ${key}`,
    occurredAt: now,
    receivedAt: now,
  });

const take = async (installation: Installation, one: Step): Promise<void> => {
  const incidents = installation.incidents();
  switch (one.kind) {
    case 'says':
      return installation.sends(one.said.map((each) => signalOf(each, installation.clock.now())));
    case 'passes':
      return installation.passes(one.seconds);
    case 'providers':
      installation.providersWork = one.work;
      return;
    case 'answers-digest':
      return installation.answersDigest();
    case 'asks': {
      const of = incidents[one.incident % Math.max(1, incidents.length)];
      if (!of) return;
      const asked = one.command;
      const into = asked.type === 'merge' ? incidents[asked.into % incidents.length]?.incidentId : undefined;
      return installation.asks(
        one.person,
        of.incidentId,
        (asked.type === 'merge' ? { ...asked, into } : asked) as PublicCommand,
      );
    }
    default:
      one satisfies never;
  }
};

/** Lives it, a second a step, and two minutes after it; mishaps are repaired only by what repairs them in a deployment. */
export const live = async (installation: Installation, life: readonly Step[]): Promise<void> => {
  for (const one of life) {
    installation.disturb(one.mishaps);
    await take(installation, one);
    await installation.restarts();
    await installation.passes(1);
  }
  installation.providersWork = true;
  await installation.passes(120);
};
