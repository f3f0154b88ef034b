/** A header of a mail holds no line break and no other control character: what follows one would be a header of its own. */
export const headerText = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** At most 75 letters, RFC 2047 §2: as many bytes as base 64 makes 60 letters of. */
const WORD_BYTES = 45;

const encodedWords = (text: string): string => {
  const words: string[] = [];
  let word = '';
  for (const letter of text) {
    if (Buffer.byteLength(word + letter) > WORD_BYTES) {
      words.push(word);
      word = '';
    }
    word += letter;
  }
  words.push(word);
  return words.map((part) => `=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`).join(' ');
};

/** `"Kestrel incidents" <muster@example.com>`, in seven bits, as RFC 5322 §3.4 and RFC 2047 have it. */
export const mailboxOf = (name: string, address: string): string => {
  const line = headerText(name);
  if (line === '') return address;
  return `${isAscii(line) ? `"${line.replace(/["\\]/g, '\\$&')}"` : encodedWords(line)} <${address}>`;
};
