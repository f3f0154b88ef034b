import type { Person } from '../../domain/configuration/people.ts';
import { requirePerson } from '../../domain/configuration/require-person.ts';
import { type HeldPage, isHeldPage } from '../../domain/delivery/flood.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { toIso, toMs } from '../../domain/instant/instant.ts';
import { readDigestLink } from '../../domain/link/digest-link.ts';
import type { Language } from '../../domain/words/reader.ts';
import type { Ports } from '../../ports/ports.ts';
import { executeCommand } from '../incident/execute-command.ts';
import { showWords } from '../personal/read-words.ts';
import { expiredLink, invalidLink, metadataByLink, PAGE_LINK_VALID_MS } from './links.ts';
import { isWaitedFor } from './reached.ts';
import { readerOf } from './reader-of.ts';
import { sideBySide } from './side-by-side.ts';

const AT_ONCE = 16;

/** What the link of a digest is about. */
export interface LinkedDigest {
  readonly person: Person;
  readonly language: Language;
  readonly organisation: string;
  readonly pages: readonly HeldPage[];
  /** Those that nobody has answered yet. */
  readonly waiting: readonly HeldPage[];
}

const linked = async (ports: Ports, token: string): Promise<LinkedDigest & { readonly recipient: string }> => {
  const link = readDigestLink(await ports.secrets.linkKey(), token);
  if (!link) throw invalidLink();
  const pages = (await ports.stores.floods.held(link.recipient, link.window)).filter(isHeldPage);
  const [first] = pages;
  if (!first) throw expiredLink();
  const newest = Math.max(...pages.map(({ heldAt }) => toMs(heldAt)));
  if (ports.clock.now() > newest + PAGE_LINK_VALID_MS) throw expiredLink({ personId: first.job.personId });
  const shown = await showWords(
    ports,
    pages.map(({ job }) => ({ title: job.title, ...(job.about?.words && { words: job.about.words }) })),
  );
  const titles = new Map(pages.map(({ deliveryId }, i) => [deliveryId, shown[i]?.title]));
  const called = (page: HeldPage): HeldPage => ({
    ...page,
    job: { ...page.job, title: titles.get(page.deliveryId) ?? page.job.title },
  });
  const waiting: HeldPage[] = [];
  await sideBySide(pages, AT_ONCE, async (page) => {
    if (await isWaitedFor(ports, page.job)) waiting.push(called(page));
  });
  const lookup = await ports.inForce();
  const person = requirePerson(lookup, first.job.personId);
  const { language } = readerOf(lookup, person);
  const organisation = lookup.configuration.organisation.name;
  return { recipient: link.recipient, person, language, organisation, pages: pages.map(called), waiting };
};

/**
 * Looks, and changes nothing: mail scanners and chat previews follow links.
 *
 * @throws DomainError `link-invalid`, `link-expired`, `unknown-person`
 */
export const lookAtDigest = (ports: Ports, token: string): Promise<LinkedDigest> => linked(ports, token);

/** Acknowledges every page of a digest for the person it was sent to. Repeating it changes nothing. @throws as `lookAtDigest` */
export const acknowledgeDigest = async (ports: Ports, token: string): Promise<LinkedDigest> => {
  const { person, recipient, waiting } = await linked(ports, token);
  const lookup = await ports.inForce();
  await sideBySide(waiting, AT_ONCE, async ({ job: { incidentId, pageId } }) => {
    const metadata = metadataByLink(ports, person, `link-${pageId}`);
    try {
      await executeCommand(ports, lookup, incidentId, { type: 'acknowledge', person: person.id, pageId, metadata });
    } catch (error) {
      // Over meanwhile: nothing is asked of anybody.
      if (!(error instanceof DomainError)) throw error;
    }
  });
  await answered(ports, recipient);
  await ports.stores.durable();
  return linked(ports, token);
};

/** Who has answered all is told of the next thing at once; of a race lost it is told in the next digest. */
const answered = async (ports: Ports, recipient: string): Promise<void> => {
  const flood = await ports.stores.floods.get(recipient);
  if (!flood || flood.isPending) return;
  await ports.stores.floods.put({ ...flood, version: flood.version + 1, until: toIso(ports.clock.now()) });
};
