import { hashOf } from '../../domain/chain/chain.ts';
import { WAYS_OF_PAGING } from '../../domain/channel/index.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import type { ContactMethod, Person } from '../../domain/configuration/people.ts';
import { NO_RETRIES } from '../../domain/delivery/retries.ts';
import type { PageJob } from '../../domain/incident/effects.ts';
import { toIso } from '../../domain/instant/instant.ts';
import { testPageLetterOf } from '../../domain/words/test-page.ts';
import type { Ports } from '../../ports/ports.ts';
import { deliver, type Outgoing } from './deliver.ts';
import { mailEnvelopeOf } from './mail-envelope.ts';
import { readerOf } from './reader-of.ts';

/**
 * Sends one test page: by the queue, the function, the ledger and the provider that a real one goes by. It is tried once: whoever asked
 * wants to know whether it works, not that it did in the end.
 */
export const sendTestPage = async (
  ports: Ports,
  lookup: Lookup,
  row: Outgoing['row'],
  person: Person,
  { channel }: ContactMethod,
): Promise<void> => {
  const { incidentId, pagedAt, pageId } = row.job as PageJob;
  const idempotencyKey = hashOf([pageId, row.deliveryId]).slice(0, 32);
  const url = `${ports.publicUrl}/healthz`;
  const outcome = await deliver(ports, {
    row: { ...row, subject: 'test page' },
    what: `a test page to ${person.name} by ${channel}`,
    idempotencyKey,
    render: () => {
      const letter = testPageLetterOf({
        personName: person.name,
        reader: readerOf(lookup, person),
        now: ports.clock.now(),
        askedAt: pagedAt,
        url,
        contact: lookup.configuration.organisation.contact,
      });
      const rendered = WAYS_OF_PAGING[channel].renderLetter(letter, url);
      return {
        ...rendered,
        data: { type: 'muster.test-page', text: rendered.text, person: { id: person.id, name: person.name } },
        mail: mailEnvelopeOf(lookup, { incidentId, audience: 'pages', idempotencyKey }),
      };
    },
    retries: NO_RETRIES,
    tries: 1,
    since: pagedAt,
    tryAgain: () => {},
  });
  if (outcome !== 'sent') return;
  ports.observer.happened({
    kind: 'test-page-sent',
    text: `Sent a test page to ${person.name} by ${channel}`,
    at: toIso(ports.clock.now()),
    details: { personId: person.id, channel },
  });
};
