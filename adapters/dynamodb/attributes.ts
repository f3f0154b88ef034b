/** A value as DynamoDB writes it in JSON: numbers as text, bytes as base64. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly BOOL?: boolean;
  readonly L?: readonly AttributeValue[];
  readonly M?: Readonly<Record<string, AttributeValue>>;
}

/** An item as the protocol has it. */
export type Item = Record<string, AttributeValue>;

/** Text as an attribute. A lone surrogate is not UTF-8 and becomes U+FFFD; inside JSON text it survives, escaped. */
export const text = (value: string): AttributeValue => ({ S: value.toWellFormed() });

export const number = (value: number): AttributeValue => ({ N: String(value) });

/** Sets nothing where there is nothing to set. */
export const optional = (value: string | undefined): AttributeValue | undefined =>
  value === undefined ? undefined : text(value);

export const textOf = (value: AttributeValue | undefined): string => value?.S ?? '';

export const optionalTextOf = (value: AttributeValue | undefined): string | undefined => value?.S;

export const numberOf = (value: AttributeValue | undefined): number => Number(value?.N ?? 0);

export const optionalNumberOf = (value: AttributeValue | undefined): number | undefined =>
  value?.N === undefined ? undefined : Number(value.N);

/** An item without the attributes that are undefined. */
export const present = (attributes: Record<string, AttributeValue | undefined>): Item =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)) as Item;
