import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { BusEvent } from '../target.ts';

/** @throws Error naming what the bus refused */
export const putOnBus = async (
  client: EventBridgeClient,
  busName: string | undefined,
  events: readonly BusEvent[],
): Promise<void> => {
  const { FailedEntryCount, Entries } = await client.send(
    new PutEventsCommand({
      Entries: events.map(({ source, detailType, detail }) => ({
        EventBusName: busName,
        Source: source,
        DetailType: detailType,
        Detail: JSON.stringify(detail),
      })),
    }),
  );
  if (FailedEntryCount) throw new Error(`The bus refused: ${JSON.stringify(Entries)}`);
};
