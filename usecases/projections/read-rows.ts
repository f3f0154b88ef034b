import type { Page } from '../../ports/page.ts';
import type { Ports } from '../../ports/ports.ts';
import type { ProjectionRow } from '../../ports/projection-store.ts';
import type { Projection } from '../../projections/projection.ts';
import { rebuildRow } from './keep-rows.ts';

type Reads = Pick<Ports, 'stores'>;

/**
 * The row of one stream, as the projection of now makes it: made from the commits where none is kept yet, or one of another
 * version, which a rebuild has not come to.
 *
 * @returns undefined where no commit concerns the projection
 */
export const readRow = async <Row>(
  ports: Reads,
  projection: Projection<Row>,
  key: string,
): Promise<Row | undefined> => {
  const kept = await ports.stores.projections.get(projection.name, key);
  const row = kept?.version === projection.version ? kept : await rebuildRow(ports, projection, key);
  return row?.row as Row | undefined;
};

/** The rows of a page of a list, each as the projection of now makes it. */
export const rowsOfPage = async <Row>(
  ports: Reads,
  projection: Projection<Row>,
  page: Page<ProjectionRow>,
): Promise<Page<Row>> => {
  const items: Row[] = [];
  for (const kept of page.items) {
    const row = kept.version === projection.version ? kept : await rebuildRow(ports, projection, kept.key);
    if (row) items.push(row.row as Row);
  }
  return { items, ...(page.next !== undefined && { next: page.next }) };
};
