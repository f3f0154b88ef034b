import { Lazy } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { GivenUp } from '../domain/failure/given-up.ts';

/** Every queue of dead letters of one deployment: each enters itself when it is made. */
export class GivenUpQueues {
  readonly #queues = new Map<GivenUp, IQueue>();
  readonly #follow: ((queue: IQueue) => void)[] = [];

  enter(holds: GivenUp, queue: IQueue): void {
    this.#queues.set(holds, queue);
    for (const follow of this.#follow) follow(queue);
  }

  /** Does something with each, those included that are made later. */
  each(follow: (queue: IQueue) => void): void {
    for (const queue of this.#queues.values()) follow(queue);
    this.#follow.push(follow);
  }

  /** `<what it holds>=<url>` of each, separated by commas, as a function is told of them. */
  get asVariable(): string {
    const produce = (): string => Array.from(this.#queues, ([holds, { queueUrl }]) => `${holds}=${queueUrl}`).join(',');
    return Lazy.string({ produce });
  }
}
