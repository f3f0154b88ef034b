/** One pending timer. `position` is its place in the heap, −1 once it has left it. */
export interface PendingTimer {
  readonly atMs: number;
  readonly order: number;
  readonly callback: () => void;
  position: number;
}

/** Pending timers ordered by due instant, then by the order they were set: a binary heap with removal in O(log n). */
export class TimerQueue {
  private readonly heap: PendingTimer[] = [];
  private nextOrder = 0;

  get size(): number {
    return this.heap.length;
  }

  /** The timer due first, left in the queue. */
  peek(): PendingTimer | undefined {
    return this.heap[0];
  }

  /** Adds a timer due at `atMs` (milliseconds since the epoch) and returns the handle that `remove` takes. */
  add(atMs: number, callback: () => void): PendingTimer {
    if (Number.isNaN(atMs)) throw new RangeError('A timer needs an instant, got NaN');
    const timer: PendingTimer = { atMs, order: this.nextOrder++, callback, position: this.heap.length };
    this.heap.push(timer);
    this.siftUp(timer);
    return timer;
  }

  /** Takes a timer out. Returns false when it had already left. */
  remove(timer: PendingTimer): boolean {
    const position = timer.position;
    if (position < 0) return false;
    timer.position = -1;
    const last = this.heap.pop();
    if (last === undefined || last === timer) return true;
    this.place(last, position);
    this.siftUp(last);
    this.siftDown(last);
    return true;
  }

  private place(timer: PendingTimer, position: number): void {
    this.heap[position] = timer;
    timer.position = position;
  }

  private siftUp(timer: PendingTimer): void {
    while (timer.position > 0) {
      const parent = this.heap[(timer.position - 1) >> 1];
      if (parent === undefined || !isBefore(timer, parent)) return;
      this.swap(parent, timer);
    }
  }

  private siftDown(timer: PendingTimer): void {
    for (;;) {
      const left = this.heap[2 * timer.position + 1];
      const right = this.heap[2 * timer.position + 2];
      const child = right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || !isBefore(child, timer)) return;
      this.swap(timer, child);
    }
  }

  /** Exchanges a parent with one of its children. */
  private swap(parent: PendingTimer, child: PendingTimer): void {
    const [above, below] = [parent.position, child.position];
    this.place(child, above);
    this.place(parent, below);
  }
}

function isBefore(a: PendingTimer, b: PendingTimer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
