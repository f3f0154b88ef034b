import { expect, it } from 'vitest';
import { type DeliveryStatus, wasHandedOver } from '../../../domain/delivery/delivery.ts';

/** Whether the person has it in hand, as far as anybody knows: what was only meant, failed or came too late is not. */
const HANDED_OVER: Readonly<Record<DeliveryStatus, boolean>> = {
  intended: false,
  'handed-over': true,
  acknowledged: true,
  failed: false,
  superseded: false,
  held: false,
};

it.each(Object.entries(HANDED_OVER) as [DeliveryStatus, boolean][])(
  'a delivery that is %s was handed over: %s',
  (status, handedOver) => {
    expect(wasHandedOver({ status })).toBe(handedOver);
  },
);
