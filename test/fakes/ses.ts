import { readFileSync } from 'node:fs';

// biome-ignore lint/suspicious/noExplicitAny: a notification of SES is changed in tests, not modelled
export type Notification = any;

/** A notification of SES about a mail in the bucket `mail-bucket`, to be changed. */
export const sesNotification = (change: (notification: Notification) => void = () => {}): Notification => {
  const notification = JSON.parse(readFileSync(new URL('../fixtures/ses/received.json', import.meta.url), 'utf8'));
  change(notification);
  return notification;
};
