/** Every way of reaching people, one line each. What it is and can do is in its file. */
export { email } from './email.ts';
export { sms } from './sms.ts';
export { topic } from './topic.ts';
export { webhook } from './webhook.ts';
