import { Token, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts findings of cdk-nag on one construct: each by its full id, each with the reason why it stays. */
export const acknowledge = (construct: IConstruct, findings: Readonly<Record<string, string>>): void => {
  for (const [id, reason] of Object.entries(findings)) Validations.of(construct).acknowledge({ id, reason });
};

/** How cdk-nag writes a part of an ARN: as it is, or by the name of the parameter that stands for it. */
export const inFinding = (value: string, parameter: string): string =>
  Token.isUnresolved(value) ? `<${parameter}>` : value;
