export { type Deployment, deploy, type StackOutputs } from './deploy.ts';
export { type Emulator, type EmulatorOptions, emulatorAccount, emulatorRegion, startEmulator } from './emulator.ts';
export { callHttpApi, type HttpApiRequest, type HttpApiResponse, httpApiUrl } from './http-api.ts';
export { type QueuedMessage, queuedMessages } from './queued-messages.ts';
export { type RestoredTable, restoredTable } from './restored-table.ts';
export { type SentMail, sentMail } from './sent-mail.ts';
export { type SentTextMessage, sentTextMessages } from './sent-text-messages.ts';
export { stopFunctions } from './stopped-functions.ts';
export { scaleWorkflowWaits } from './workflow-waits.ts';
