import { toMs } from '../../domain/instant/instant.ts';
import type { FloodStore } from '../../ports/stores.ts';
import type { Held } from './held.ts';
import { sortedBy } from './pages.ts';

export const memoryFloods = (held: Pick<Held, 'floods' | 'floodPages'>): FloodStore => ({
  async get(recipient) {
    return held.floods.get(recipient);
  },
  async put(flood) {
    if ((held.floods.get(flood.recipient)?.version ?? 0) !== flood.version - 1) return false;
    held.floods.set(flood.recipient, flood);
    return true;
  },
  async hold(recipient, window, page) {
    held.floodPages.set(`${recipient} ${window} ${page.job.pageId}`, page);
  },
  async held(recipient, window) {
    const pages = [...held.floodPages].filter(([key]) => key.startsWith(`${recipient} ${window} `));
    return sortedBy(pages, ([key]) => key).map(([, page]) => page);
  },
  async due(before, limit) {
    const due = [...held.floods.values()].filter(({ isPending, until }) => isPending && toMs(until) < before);
    return sortedBy(due, ({ until }) => until).slice(0, limit);
  },
});
