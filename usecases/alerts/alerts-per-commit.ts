/** A commit must stay far below DynamoDB's 400 KB per item. */
export const ALERTS_PER_COMMIT = 500;
