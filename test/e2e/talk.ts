import type { Conversation } from './conversation.ts';

/** The conversation with the running target; known once the suite has started it. */
export type Talk = () => Conversation;
