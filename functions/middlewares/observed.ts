import type { MiddlewareObj } from '@middy/core';
import type { Observer } from '../../ports/ports.ts';

/** Tells what failed before Lambda does, counted and without what was asked; whoever asked is told by the error itself. */
export const observed = (doing: string, observer: () => Observer): MiddlewareObj => ({
  onError({ error }) {
    observer().failed(doing, error);
  },
});
