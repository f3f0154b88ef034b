/** Spaces that break lines are kept; what steers a terminal, hides or turns text around is not. Joiners make emoji and Persian. */
const UNSEEN = /[^\P{C}\n\t\u200c\u200d]/gu;

const LINE_BREAKS = /\r\n?|[\u2028\u2029]/g;

/** Names of hosts, by which messengers and mail programs make links of plain text. */
const HOST = /(?<![\p{L}\p{N}-])(?:[\p{L}\p{N}-]{1,63}\.){1,10}\p{L}{2,63}(?![\p{L}\p{N}-])/gu;

/**
 * Words of a stranger as they may stand in a page: well-formed, in one direction, without control characters, and with
 * nothing in them that becomes a link on its way: `https://evil.example` is `https[:]//evil[.]example`.
 *
 * @param length what is longer is cut before anything else is done with it
 */
export const plainWords = (text: string, length: number): string =>
  text
    .slice(0, length)
    .toWellFormed()
    .normalize('NFC')
    .replace(LINE_BREAKS, '\n')
    .replace(UNSEEN, '')
    .replaceAll('://', '[:]//')
    .replace(HOST, (host) => host.replaceAll('.', '[.]'))
    .replace(/[ \t]{2,}/g, ' ')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
