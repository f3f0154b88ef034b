import { AsyncLocalStorage } from 'node:async_hooks';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { StoreError } from '../../ports/store-error.ts';
import { isConstraint, toStoreError } from './failure.ts';

/** Writes that nobody is in a hurry for are committed after this long, in milliseconds, unless somebody else's COMMIT takes them along. */
const IDLE_COMMIT_MS = 10;

/** While more is written, they wait so many times as long at most: a long batch is one COMMIT each tenth of a second. */
const IDLE_COMMIT_ROUNDS = 10;

/** A request and the page it leads to; more waiters than that are traffic. */
const FEW_WAITERS = 2;

/** How many turns of the event loop a COMMIT waits at most for more to share it. */
const GATHERING_TURNS = 4;

/** How many lost epochs are remembered for units of work that are still under way. */
const REMEMBERED_FAILURES = 256;

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: StoreError) => void;
}

/** The writes that share one COMMIT, or its failure. */
interface Epoch {
  readonly number: number;
  readonly waiters: Waiter[];
  /** Who waits for it and is not in a hurry. */
  readonly unhurried: Waiter[];
  readonly timer: NodeJS.Timeout;
  scheduled: boolean;
  /** How many times somebody has written, and had at the last round of its timer. */
  writes: number;
  writesBefore: number;
  rounds: number;
}

/**
 * Group commit: every write runs at once inside one open transaction, and all writes of one turn of the event loop share
 * one COMMIT, so one fsync. An epoch is all or nothing: any failure other than a constraint loses every write of it, and
 * everybody who waited for one of them is told.
 */
export class GroupCommit {
  readonly #db: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #units = new AsyncLocalStorage<Set<number>>();
  readonly #failures = new Map<number, StoreError>();
  readonly #committing: (() => void)[] = [];
  readonly #committed: (() => void)[] = [];
  readonly #quiet: (() => void)[] = [];
  readonly #lost: (() => void)[] = [];
  #epoch: Epoch | undefined;
  #number = 0;
  #closed = false;
  /** The failure of the newest epoch, until something is written again. */
  #lastFailure: StoreError | undefined;
  #commits = 0;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
  }

  /** How many COMMITs have succeeded. */
  get commits(): number {
    return this.#commits;
  }

  /** Called before each COMMIT, in its transaction; one that throws loses the epoch. */
  onCommitting(listener: () => void): void {
    this.#committing.push(listener);
  }

  /** Called after a COMMIT that nobody was in a hurry for, when nothing is open. It must not throw. */
  onQuiet(listener: () => void): void {
    this.#quiet.push(listener);
  }

  /** Called after each COMMIT, before those who waited for it continue. */
  onCommitted(listener: () => void): void {
    this.#committed.push(listener);
  }

  /** Called when an epoch was lost. */
  onLost(listener: () => void): void {
    this.#lost.push(listener);
  }

  /**
   * Runs statements that write, in the open transaction.
   *
   * @throws StoreError; unless it was a constraint, nothing written since the last COMMIT remains.
   */
  write<T>(what: string, work: () => T): T {
    const epoch = this.#epoch ?? this.#open(what);
    epoch.writes += 1;
    this.#units.getStore()?.add(epoch.number);
    try {
      return work();
    } catch (error) {
      const failure = toStoreError(what, error);
      if (!isConstraint(error) || !this.#db.isTransaction) this.#lose(epoch, failure);
      throw failure;
    }
  }

  /** Runs statements that read; they see what is written and not yet committed, so a unit that reads it depends on it. */
  read<T>(what: string, work: () => T): T {
    this.#assertOpen();
    if (this.#epoch !== undefined) this.#units.getStore()?.add(this.#epoch.number);
    try {
      return work();
    } catch (error) {
      const failure = toStoreError(what, error);
      if (this.#epoch !== undefined && !this.#db.isTransaction) this.#lose(this.#epoch, failure);
      throw failure;
    }
  }

  /**
   * Resolves after the COMMIT of everything that this unit of work wrote or read, outside a unit of everything written so far.
   * Rejects when that COMMIT fails, when an epoch that this unit of work took part in was lost, and, outside a unit, when the
   * newest epoch was lost and nothing was written since.
   *
   * @param unhurried waits for a COMMIT that others cause, or that of writes that nobody is in a hurry for
   */
  durable({ unhurried = false }: { readonly unhurried?: boolean } = {}): Promise<void> {
    const unit = this.#units.getStore();
    const failure = unit === undefined ? this.#failureOutsideUnits() : this.#failureOf(unit);
    if (failure !== undefined) return Promise.reject(failure);
    const epoch = this.#epoch;
    if (epoch === undefined || unit?.has(epoch.number) === false) return Promise.resolve();
    return new Promise((resolve, reject) => {
      (unhurried ? epoch.unhurried : epoch.waiters).push({ resolve, reject });
      if (unhurried) return;
      if (epoch.scheduled) return;
      epoch.scheduled = true;
      clearTimeout(epoch.timer);
      setImmediate(() => this.#commitOrGather(epoch, FEW_WAITERS, 0));
    });
  }

  /** Runs one request or job, so that `durable()` inside it knows exactly which epochs it took part in. */
  unitOfWork<T>(work: () => T): T {
    return this.#units.run(new Set(), work);
  }

  /** Runs what is no part of the unit of work that happened to cause it. */
  apart<T>(work: () => T): T {
    return this.#units.exit(work);
  }

  /** Commits what is open and refuses everything after. @throws StoreError when that last COMMIT fails. */
  close(): void {
    if (this.#closed) return;
    const epoch = this.#epoch;
    if (epoch !== undefined) this.#commitEpoch(epoch);
    this.#closed = true;
    const failure = epoch === undefined ? undefined : this.#failures.get(epoch.number);
    if (failure !== undefined) throw failure;
  }

  #open(what: string): Epoch {
    this.#assertOpen();
    try {
      this.#begin.run();
    } catch (error) {
      throw toStoreError(what, error);
    }
    this.#number += 1;
    this.#lastFailure = undefined;
    const epoch: Epoch = {
      number: this.#number,
      waiters: [],
      unhurried: [],
      scheduled: false,
      timer: setTimeout(() => this.#commitIfIdle(epoch), IDLE_COMMIT_MS),
      writes: 0,
      // The write that opens it.
      writesBefore: 1,
      rounds: 1,
    };
    this.#epoch = epoch;
    return epoch;
  }

  #commitIfIdle(epoch: Epoch): void {
    if (epoch.writes === epoch.writesBefore || epoch.rounds >= IDLE_COMMIT_ROUNDS) {
      this.#commitEpoch(epoch);
      return;
    }
    epoch.writesBefore = epoch.writes;
    epoch.rounds += 1;
    if (this.#epoch === epoch) epoch.timer.refresh();
  }

  /**
   * A request alone, with its page, is not held up. Where more wait, the next turn of the loop may bring more still: an fsync
   * costs the same for all, so it waits while each turn does.
   */
  #commitOrGather(epoch: Epoch, waitersBefore: number, turns: number): void {
    const waiters = epoch.waiters.length;
    if (waiters > waitersBefore && turns < GATHERING_TURNS && this.#epoch === epoch) {
      setImmediate(() => this.#commitOrGather(epoch, waiters, turns + 1));
    } else {
      this.#commitEpoch(epoch);
    }
  }

  #commitEpoch(epoch: Epoch): void {
    if (this.#epoch !== epoch) return;
    try {
      for (const listener of this.#committing) listener();
      this.#commit.run();
    } catch (error) {
      this.#lose(epoch, toStoreError('the commit failed', error));
      return;
    }
    clearTimeout(epoch.timer);
    this.#epoch = undefined;
    this.#commits += 1;
    try {
      // Whatever a listener starts is no part of the unit of work that happened to schedule this COMMIT.
      this.#units.exit(() => {
        for (const listener of this.#committed) listener();
      });
    } finally {
      for (const waiter of epoch.waiters) waiter.resolve();
      for (const waiter of epoch.unhurried) waiter.resolve();
    }
    if (epoch.waiters.length === 0 && this.#epoch === undefined) for (const listener of this.#quiet) listener();
  }

  #lose(epoch: Epoch, failure: StoreError): void {
    clearTimeout(epoch.timer);
    this.#epoch = undefined;
    this.#lastFailure = failure;
    this.#failures.set(epoch.number, failure);
    if (this.#failures.size > REMEMBERED_FAILURES) {
      for (const oldest of this.#failures.keys()) {
        this.#failures.delete(oldest);
        break;
      }
    }
    // SQLite has already rolled back for some failures (SQLITE_FULL, SQLITE_IOERR) and not for others.
    if (this.#db.isTransaction) {
      try {
        this.#db.exec('ROLLBACK');
      } catch {
        // The failure that brought us here is the one worth telling; the next BEGIN fails if the connection is beyond use.
      }
    }
    for (const listener of this.#lost) listener();
    for (const waiter of epoch.waiters) waiter.reject(failure);
    for (const waiter of epoch.unhurried) waiter.reject(failure);
  }

  #failureOutsideUnits(): StoreError | undefined {
    return this.#epoch === undefined ? this.#lastFailure : undefined;
  }

  #failureOf(unit: ReadonlySet<number>): StoreError | undefined {
    if (this.#failures.size === 0) return undefined;
    for (const number of unit) {
      const failure = this.#failures.get(number);
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  #assertOpen(): void {
    if (!this.#closed) return;
    throw new StoreError('closed', 'the store is closed', { advice: 'Open it again; this process is shutting down.' });
  }
}
