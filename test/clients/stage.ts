import type { Conversation } from '../e2e/conversation.ts';
import type { Alertmanager } from './programs/alertmanager.ts';
import type { Clients } from './programs/locate.ts';
import type { Monit } from './programs/monit.ts';
import type { Prometheus } from './programs/prometheus.ts';
import type { TlsFront } from './programs/tls-front.ts';

/** What the scenarios play on: a running Muster, and everything that talks to it. */
export interface Stage {
  readonly muster: Conversation;
  /** Where it listens. */
  readonly url: string;
  readonly clients: Clients;
  readonly alertmanager: Alertmanager;
  readonly newestAlertmanager: Alertmanager;
  readonly monit: Monit;
  readonly prometheus: Prometheus;
  readonly tlsFront: TlsFront;
}

/** The stage; known once the suite has set it. */
export type OnStage = () => Stage;
