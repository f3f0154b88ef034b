/** Labels of a mail that tell who sent it, or are in the sender's words. */
export const LABELS_OF_SENDER: readonly string[] = ['from', 'from_name', 'attachments'];
