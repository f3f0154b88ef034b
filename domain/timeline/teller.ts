import { type Lookup, personName, serviceName } from '../configuration/lookup.ts';
import type { Actor, Commit } from '../incident/commit.ts';
import type { EventOf, IncidentEvent } from '../incident/events.ts';
import { type Iso, toMs } from '../instant/instant.ts';
import type { Words } from '../personal/words.ts';
import type { SealedData } from '../stream/personal.ts';
import { listed } from '../words/lists.ts';
import type { Reader } from '../words/reader.ts';
import { roleNameIn } from '../words/roles.ts';
import { timeFor } from '../words/times.ts';

export const lower = (text: string): string => `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;

/** Whom and when a sentence is about: names instead of ids, the reader's clock instead of instants. */
export class Teller {
  readonly commit: Commit;
  readonly #lookup: Lookup;
  readonly #reader: Reader;
  /** What people wrote, where whoever reads has looked it up and nobody has erased it. */
  readonly words: (sealed: SealedData) => Words | undefined;

  constructor(commit: Commit, lookup: Lookup, reader: Reader, words: Teller['words'] = () => undefined) {
    this.words = words;
    this.commit = commit;
    this.#lookup = lookup;
    this.#reader = reader;
  }

  readonly name = (personId: string): string => personName(this.#lookup, personId);
  readonly names = (personIds: readonly string[]): string => listed(personIds.map(this.name), this.#reader.language);
  readonly service = (id: string): string => serviceName(this.#lookup, id);
  readonly policy = (id: string): string => this.#lookup.policy(id)?.name ?? id;

  readonly role = (id: string): string =>
    roleNameIn(this.#reader.language, this.#lookup.configuration.roles.find((role) => role.id === id) ?? { id });

  /** A rule says in its description what it is about. */
  readonly rule = (id: string): string =>
    this.#lookup.configuration.triggerRules.find((r) => r.id === id)?.description ?? id.replaceAll('-', ' ');

  /** As of when it happened: what is the same day is told by the clock alone. */
  readonly at = (iso: Iso): string => timeFor(this.#reader, iso, toMs(this.commit.at), 'clock');

  /** A person, a sender by its name, or Muster. */
  get who(): string {
    return actorName(this.commit.actor, this.#lookup);
  }

  /** An event of the same commit, of which this one follows or which says it too. */
  readonly beside = <T extends IncidentEvent['type']>(...types: readonly T[]): EventOf<T> | undefined =>
    this.commit.events.find((e): e is EventOf<T> => types.some((type) => e.type === type));
}

export const actorName = (actor: Actor, lookup: Lookup): string => {
  switch (actor.kind) {
    case 'person':
      return actor.name ?? personName(lookup, actor.id);
    case 'integration':
      return lookup.integration(actor.id)?.name ?? actor.id;
    default:
      return 'Muster';
  }
};
