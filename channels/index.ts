import type { ChannelName } from '../domain/delivery/delivery.ts';
import type { Channel } from '../domain/message/message.ts';
import { email } from './email.ts';
import { sms } from './sms.ts';
import { topic } from './topic.ts';
import { webhook } from './webhook.ts';

/** Every way of reaching people. Adding one: its file, its line here, and its rendering in `test/channels/`. */
export const channels: Readonly<Record<ChannelName, Channel>> = { sms, email, webhook, topic };
