/** Text without its percent-encoding; what is badly encoded, or was decoded on its way already, is meant as it stands. */
export const percentDecoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
