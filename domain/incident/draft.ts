import { withBefore } from './alerts-held.ts';
import type { Commit, Metadata } from './commit.ts';
import type { IncidentEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { withGroupBefore } from './groups-held.ts';
import type { IncidentState } from './state.ts';

/**
 * The events a decision has raised so far and the state they lead to, so that later steps of one decision see the earlier
 * ones. Lives within one call of `decide`.
 */
export class Draft {
  readonly events: IncidentEvent[] = [];
  readonly now: string;
  readonly metadata: Metadata;
  #state: IncidentState | undefined;
  readonly #pretend: Commit;

  constructor(state: IncidentState | undefined, metadata: Metadata, incidentId: string) {
    this.#state = state;
    this.metadata = metadata;
    this.now = metadata.now;
    this.#pretend = {
      incidentId,
      seq: (state?.seq ?? 0) + 1,
      at: metadata.now,
      actor: metadata.actor,
      commandId: metadata.commandId,
      command: '',
      requestHash: '',
      events: [],
      previousHash: '',
      hash: '',
    };
  }

  get state(): IncidentState {
    if (!this.#state) throw new Error('a draft has no state before IncidentOpened');
    return this.#state;
  }

  raise(raised: IncidentEvent): this {
    const event = withGroupBefore(this.#state, withBefore(this.#state, raised));
    this.events.push(event);
    this.#state = evolve(this.#state, event, this.#pretend);
    return this;
  }
}
