/** Words that German has not, and no English sentence does without. */
const ENGLISH =
  /\b(?:the|is|were|has|have|had|and|of|by|nobody|until|since|with|not|its|which|that|this|to|from|again|acknowledge\w*|alerts?|fires?|you|your|it|on|at|be|been|before|after|if|or|see|who|what|when|level|page[ds]?|incident|declared|rejected|recovered)\b/giu;

/**
 * The English words in a text for a German reader, but for what was typed: what stands in quotation marks, links, and these.
 *
 * @param typed as whoever wrote it; longer ones first
 */
export const englishIn = (text: string, typed: readonly string[] = []): string[] => {
  const own = typed
    .filter((part) => part.length > 2)
    .toSorted((a, b) => b.length - a.length)
    .reduce((left, part) => left.replaceAll(part, '…'), text);
  return (
    own
      .replace(/https?:\/\/\S+/g, '')
      .replace(/"[^"]*"/g, '')
      .match(ENGLISH) ?? []
  );
};
