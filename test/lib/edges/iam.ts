/** A statement of a policy, with every reference resolved to a string. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Who asks: a service of AWS in its own name, or a role of the account. */
export type Caller = { readonly service: string } | { readonly role: string };

export interface Request {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  /** Condition keys as AWS sets them, `aws:SourceArn`; one that is not here is not sent. */
  readonly context: Readonly<Record<string, string>>;
}

export type Verdict = 'allowed' | 'denied' | 'not allowed';

const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : ([value].flat() as T[]);

/** `*` is any text and `?` any letter, as in actions, resources and conditions of policies. */
const like = (pattern: string, value: string, flags = ''): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    `s${flags}`,
  ).test(value);

/** Each of the six parts of an ARN on its own: `*` of one part does not reach into the next, but for the last. */
const likeArn = (pattern: string, value: string): boolean => {
  const parts = (arn: string): string[] => {
    const split = arn.split(':');
    return [...split.slice(0, 5), split.slice(5).join(':')];
  };
  const values = parts(value);
  return parts(pattern).every((part, at) => like(part, values[at] ?? ''));
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Readonly<Record<string, (wanted: string, found: string) => boolean>> = {
  StringEquals: (wanted, found) => wanted === found,
  StringLike: (wanted, found) => like(wanted, found),
  ArnEquals: likeArn,
  ArnLike: likeArn,
  Bool: (wanted, found) => wanted.toLowerCase() === found.toLowerCase(),
};

const conditionsHold = ({ Condition = {} }: Statement, { context }: Request): boolean =>
  Object.entries(Condition).every(([operator, keys]) => {
    const holds = OPERATORS[operator];
    if (!holds) throw new Error(`This evaluation knows no condition operator ${operator}.`);
    return Object.entries(keys).every(([key, wanted]) => {
      const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
      return found !== undefined && listOf(wanted).some((each) => holds(each, found));
    });
  });

const ACCOUNT_OF = /^arn:[^:]*:iam::(\d{12}):/;

/** Identity policies name no principal: they speak of whoever has them. */
const speaksOf = ({ Principal }: Statement, caller: Caller): boolean => {
  if (Principal === undefined || Principal === '*') return true;
  if ('service' in caller)
    return listOf(Principal.Service).includes(caller.service) || listOf(Principal.AWS).includes('*');
  const account = ACCOUNT_OF.exec(caller.role)?.[1];
  return listOf(Principal.AWS).some(
    (each) => each === '*' || each === caller.role || (each === account && each !== undefined),
  );
};

const concerns = (statement: Statement, request: Request): boolean =>
  speaksOf(statement, request.caller) &&
  listOf(statement.Action).some((action) => like(action, request.action, 'i')) &&
  (statement.NotResource === undefined
    ? listOf(statement.Resource).some((resource) => like(resource, request.resource))
    : !listOf(statement.NotResource).some((resource) => like(resource, request.resource))) &&
  conditionsHold(statement, request);

/** One set of policies on its own: a Deny before everything, and nothing without an Allow. */
export const verdictOf = (statements: readonly Statement[], request: Request): Verdict => {
  const concerned = statements.filter((statement) => concerns(statement, request));
  if (concerned.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return concerned.some(({ Effect }) => Effect === 'Allow') ? 'allowed' : 'not allowed';
};

/**
 * Within one account: a service of AWS needs the resource's policy; a role needs its own policies or the resource's; a Deny of either
 * ends it. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
export const verdictWithin = (
  request: Request,
  ofResource: readonly Statement[],
  ofRole: readonly Statement[],
): Verdict => {
  const byResource = verdictOf(ofResource, request);
  if ('service' in request.caller) return byResource;
  const byRole = verdictOf(ofRole, request);
  if (byResource === 'denied' || byRole === 'denied') return 'denied';
  return byResource === 'allowed' || byRole === 'allowed' ? 'allowed' : 'not allowed';
};
