import type { AttributeValue, Item } from './attributes.ts';

/** A condition with `#name` for each attribute and `:name` for each value. */
export interface When {
  readonly text: string;
  /** By the name used in `text`, without the colon. */
  readonly values?: Readonly<Record<string, AttributeValue>>;
}

/** An UpdateItem in parts. An attribute is named in one part only. */
export interface Change {
  readonly set?: Readonly<Record<string, AttributeValue | undefined>>;
  /** Set only where the attribute is absent. */
  readonly initial?: Readonly<Record<string, AttributeValue | undefined>>;
  /** Added to what is there, or to zero. */
  readonly add?: Readonly<Record<string, number>>;
  readonly remove?: readonly string[];
  readonly when?: When;
}

interface Parameters {
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Item;
}

const parameters = (text: string, values: Item): Parameters => {
  const names = Object.fromEntries(Array.from(text.matchAll(/#(\w+)/g), ([alias, name]) => [alias, name ?? '']));
  return {
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
};

const prefixed = (values: When['values']): Item =>
  Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [`:${name}`, value]));

/** A condition as parameters of a request; `names-only` where the text goes into parameters of other names. */
export const condition = (when: When, mode?: 'names-only'): Parameters & { ConditionExpression?: string } => ({
  ...(mode === undefined && { ConditionExpression: when.text }),
  ...parameters(when.text, prefixed(when.values)),
});

export const expression = ({
  set = {},
  initial = {},
  add = {},
  remove = [],
  when,
}: Change): Parameters & { UpdateExpression: string; ConditionExpression?: string } => {
  const values: Item = prefixed(when?.values);
  const sets: string[] = [];
  const use = (name: string, value: AttributeValue | undefined, assignment: string): void => {
    if (value === undefined) return;
    values[`:${name}`] = value;
    sets.push(`#${name} = ${assignment}`);
  };
  for (const [name, value] of Object.entries(set)) use(name, value, `:${name}`);
  for (const [name, value] of Object.entries(initial)) use(name, value, `if_not_exists(#${name}, :${name})`);
  for (const [name, amount] of Object.entries(add)) {
    values[':zero'] = { N: '0' };
    use(name, { N: String(amount) }, `if_not_exists(#${name}, :zero) + :${name}`);
  }
  const update = [
    sets.length > 0 ? `SET ${sets.join(', ')}` : '',
    remove.length > 0 ? `REMOVE ${remove.map((name) => `#${name}`).join(', ')}` : '',
  ]
    .join(' ')
    .trim();
  return {
    UpdateExpression: update,
    ...(when !== undefined && { ConditionExpression: when.text }),
    ...parameters(`${update} ${when?.text ?? ''}`, values),
  };
};
