import { Duration } from 'aws-cdk-lib';
import type { MusterStackProps } from '../../lib/muster-stack.ts';

/** With everything that can be had, so that every kind of resource is in the template. */
export const everything = {
  organization: 'o-abc1234567',
  trustedAccounts: ['111111111111'],
  eventSources: ['aws.guardduty'],
  inboundMail: { domain: 'alerts.example.com' },
  encryptionKey: 'own',
  dashboard: true,
  tracing: true,
  checkpoints: { locked: Duration.days(400) },
} satisfies Partial<MusterStackProps>;
