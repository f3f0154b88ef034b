import type { MusterClient } from './muster-client.ts';
import { StoryError } from './stage.ts';

interface Entry {
  readonly at: string;
  readonly text: string;
}

interface Delivery {
  readonly kind: string;
  readonly recipientName: string;
  readonly channel: string;
  readonly status: string;
  readonly subject: string;
  readonly intendedAt: string;
}

type Verification =
  | { readonly ok: true; readonly commits: number; readonly head: string }
  | { readonly ok: false; readonly break: { readonly explanation: string } };

const print = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

const timeOf = (iso: string): string => iso.slice(11, 19);

const spoken = (seconds: number): string =>
  seconds < 90 ? `${Math.round(seconds)} s` : `${(seconds / 60).toFixed(1)} min`;

/** `timeToAcknowledge` → `time to acknowledge`. */
const wordsOf = (name: string): string => name.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);

const printTimeline = async (client: MusterClient, id: string): Promise<void> => {
  print('\nThe timeline');
  for (let path: string | undefined = ''; path !== undefined; ) {
    const page: { items: Entry[]; next?: string } = await client.get(
      `/v1/incidents/${id}/timeline?limit=200${path === '' ? '' : `&next=${path}`}`,
    );
    for (const { at, text } of page.items) print(`  ${timeOf(at)}  ${text}`);
    path = page.next;
  }
};

const printDeliveries = async (client: MusterClient, id: string): Promise<void> => {
  const { items } = await client.get<{ items: Delivery[] }>(`/v1/incidents/${id}/deliveries`);
  print('\nWho was told what, and when');
  for (const d of items.toSorted((a, b) => (a.intendedAt < b.intendedAt ? -1 : 1))) {
    print(
      `  ${timeOf(d.intendedAt)}  ${d.recipientName.padEnd(18)} ${d.channel.padEnd(8)} ${d.status.padEnd(13)} ${d.subject}`,
    );
  }
  const lost = items.filter(({ status }) => status === 'failed' || status === 'intended');
  if (lost.length > 0) throw new StoryError(`${lost.length} message(s) reached nobody.`);
};

const printMetrics = async (client: MusterClient, id: string): Promise<void> => {
  const metrics = await client.get<Record<string, unknown>>(`/v1/incidents/${id}/metrics`);
  print('\nIn figures');
  for (const [name, value] of Object.entries(metrics)) {
    if (typeof value === 'number') print(`  ${wordsOf(name).padEnd(24)} ${spoken(value)}`);
  }
};

/** What there is to read afterwards. @throws StoryError when the chain is broken or somebody was not reached */
export const tellAfterwards = async (client: MusterClient, id: string): Promise<void> => {
  await printTimeline(client, id);
  await printDeliveries(client, id);
  await printMetrics(client, id);
  const verified = await client.get<Verification>(`/v1/incidents/${id}/verification`);
  print('\nThe chain of commits');
  if (!verified.ok) throw new StoryError(`The chain of commits is broken: ${verified.break.explanation}.`);
  print(`  ${verified.commits} commits, each sealed with the one before; head ${verified.head}`);
};
