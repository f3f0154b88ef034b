import { HISTORY_LIMIT } from '../asl/history.ts';

/**
 * The most events of its history that an execution makes from one look at its incident to the next: a wait that is registered
 * at the last try and passes, then a task that works at the last try. A test counts them in the interpreter.
 */
export const MOST_EVENTS_OF_A_TURN = 70;

/** Turns after which an execution continues as a new one, with a tenth of the room for its history to spare. */
export const MAXIMUM_TURNS = Math.floor((0.9 * HISTORY_LIMIT) / MOST_EVENTS_OF_A_TURN);
