/** A row that was intended this long ago and never settled belongs to a sender that crashed: the next one takes it over. */
export const TAKE_OVER_AFTER_SECONDS = 30;

/**
 * How often the queue of the single process hands over a page that no sender could finish; SQS counts throttled attempts as well, and
 * has a number of its own in the stack. Tries of the provider are counted by the
 * ledger and not here. What is given up, the reconciler finds.
 */
export const HAND_OVERS_OF_A_PAGE = 8;
