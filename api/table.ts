import type { Route } from './route.ts';
import { acknowledgeRoutes } from './routes/acknowledge.ts';
import { acknowledgeAllRoutes } from './routes/acknowledge-all.ts';
import { alertRoutes } from './routes/alerts.ts';
import { backupRoutes } from './routes/backup.ts';
import { checkpointRoutes } from './routes/checkpoints.ts';
import { configurationRoutes } from './routes/configuration.ts';
import { doctorRoutes } from './routes/doctor.ts';
import { incidentCommandRoutes } from './routes/incident-commands.ts';
import { incidentRecordRoutes } from './routes/incident-record.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { integrationRoutes } from './routes/integrations.ts';
import { liveRoutes } from './routes/live.ts';
import { onCallRoutes } from './routes/on-call.ts';
import { operationRoutes } from './routes/operations.ts';
import { projectionRoutes } from './routes/projections.ts';
import { streamRoutes } from './routes/stream.ts';
import { suppressionRoutes } from './routes/suppressions.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { whoamiRoutes } from './routes/whoami.ts';

/** Everything that is served; the OpenAPI document is made from it. */
export const routes: readonly Route[] = [
  ...incidentRoutes,
  ...incidentRecordRoutes,
  ...incidentCommandRoutes,
  ...alertRoutes,
  ...suppressionRoutes,
  ...liveRoutes,
  ...onCallRoutes,
  ...whoamiRoutes,
  ...configurationRoutes,
  ...integrationRoutes,
  ...tokenRoutes,
  ...webhookRoutes,
  ...operationRoutes,
  ...doctorRoutes,
  ...checkpointRoutes,
  ...backupRoutes,
  ...projectionRoutes,
  ...streamRoutes,
  ...acknowledgeRoutes,
  ...acknowledgeAllRoutes,
];
