import { alertCommand } from './commands/alert.ts';
import { backupCommand } from './commands/backup.ts';
import { completionCommand } from './commands/completion.ts';
import { configCommand } from './commands/config.ts';
import { doctorCommand } from './commands/doctor.ts';
import { incidentCommand } from './commands/incident.ts';
import { integrationCommand } from './commands/integration.ts';
import { liveCommand, personCommand } from './commands/live.ts';
import { loginCommand, logoutCommand } from './commands/login.ts';
import { oncallCommand } from './commands/oncall.ts';
import { outboxCommand, quarantineCommand } from './commands/operations.ts';
import { profileCommand } from './commands/profile.ts';
import { projectionsCommand } from './commands/projections.ts';
import { restoreCommand } from './commands/restore.ts';
import { sourceCommand } from './commands/source.ts';
import { startCommand } from './commands/start.ts';
import { maintenanceCommand, silenceCommand } from './commands/suppression.ts';
import { tokenCommand } from './commands/token.ts';
import { verifyCommand } from './commands/verify.ts';
import { webhookCommand } from './commands/webhook.ts';
import { whoamiCommand } from './commands/whoami.ts';
import type { MakeCommand } from './program.ts';

/** Every command, in the order of the help. */
export const EVERY_COMMAND: readonly MakeCommand[] = [
  alertCommand,
  incidentCommand,
  verifyCommand,
  doctorCommand,
  configCommand,
  integrationCommand,
  tokenCommand,
  webhookCommand,
  silenceCommand,
  maintenanceCommand,
  oncallCommand,
  liveCommand,
  personCommand,
  quarantineCommand,
  outboxCommand,
  projectionsCommand,
  backupCommand,
  restoreCommand,
  startCommand,
  sourceCommand,
  loginCommand,
  logoutCommand,
  profileCommand,
  whoamiCommand,
  completionCommand,
];
