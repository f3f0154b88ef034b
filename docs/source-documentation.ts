import type { SourceDocumentation } from '../sources/source.ts';

/** The prose beside a source, which the functions never look at. @param id of a source that there is */
export const documentationOf = async (id: string): Promise<SourceDocumentation> =>
  (await import(`../sources/${id}.ts`)) as SourceDocumentation;

/** What stands in the prose for an integration of whoever reads it. */
export interface Placeholders {
  /** Base of all addresses of the deployment. */
  readonly url: string;
  readonly key: string;
  readonly id: string;
}

/** The vendors' own placeholders stay. */
export const fillIn = (text: string, { id, key, url }: Placeholders): string =>
  text
    .replaceAll('{{url}}', () => url)
    .replaceAll('{{key}}', () => key)
    .replaceAll('{{id}}', () => id);

/** How to set up one sender, with everything to paste filled in. */
export const setupFor = (
  { setup, template }: Pick<SourceDocumentation, 'setup' | 'template'>,
  placeholders: Placeholders,
): string => {
  const pasted = template ? `\n\n\`\`\`${template.language}\n${template.text}\n\`\`\`` : '';
  return fillIn(`${setup}${pasted}`, placeholders);
};
