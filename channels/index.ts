import type { ChannelName } from '../domain/delivery/delivery.ts';
import type { RenderCommunication, RenderPage } from '../domain/message/message.ts';
import * as email from './email.ts';
import * as sms from './sms.ts';
import * as topic from './topic.ts';
import * as webhook from './webhook.ts';

/** Every way of paging a person. Adding a channel: its file, a line in each list here, its rendering in `test/channels/`. */
export const pageRenderers: Readonly<Record<ChannelName, RenderPage>> = {
  sms: sms.renderPage,
  email: email.renderPage,
  webhook: webhook.renderPage,
  topic: topic.renderPage,
};

/** Every way of telling stakeholders. Apart from the above, so that the function that pages carries no templates. */
export const communicationRenderers: Readonly<Record<ChannelName, RenderCommunication>> = {
  sms: sms.renderCommunication,
  email: email.renderCommunication,
  webhook: webhook.renderCommunication,
  topic: topic.renderCommunication,
};
