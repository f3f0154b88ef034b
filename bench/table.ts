const NAME_WIDTH = 42;
const VALUE_WIDTH = 14;

/** Lines of the report, printed as they are measured. */
export const heading = (text: string): void => console.log(`\n${text}`);

export const row = (name: string, value: string, note = ''): void =>
  console.log(`  ${name.padEnd(NAME_WIDTH)}${value.padStart(VALUE_WIDTH)}  ${note}`.trimEnd());
