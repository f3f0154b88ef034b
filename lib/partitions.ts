import { type Stack, Token } from 'aws-cdk-lib';

/** Of China, of isolated clouds and of the European sovereign cloud: names of services end otherwise there, and mail or Cognito may not exist. */
const ELSEWHERE = /^(cn|us-iso[a-z]*|eu-isoe|eusc)-/;

/** Says now what half a deployment would say later. A stack without a region is let pass: nobody knows yet where it goes. */
export const refuseElsewhere = ({ region }: Stack): void => {
  if (Token.isUnresolved(region) || !ELSEWHERE.test(region)) return;
  throw new Error(
    `Muster does not run in ${region}: it is deployed in the partitions aws and aws-us-gov (docs/options.md, "Other partitions").`,
  );
};

/** Where people find a page of the console. */
export const consoleUrlOf = ({ region }: Stack, place: string): string =>
  region.startsWith('us-gov-')
    ? `https://console.amazonaws-us-gov.com/${place}`
    : `https://${region}.console.aws.amazon.com/${place}`;

/** A definition whose states name services of AWS, as the partition of the stack names them; undefined where that is as it is written. */
export const inPartitionOf = ({ region }: Stack, definition: string): string | undefined =>
  region.startsWith('us-gov-') ? definition.replaceAll('"arn:aws:states:::', '"arn:aws-us-gov:states:::') : undefined;
