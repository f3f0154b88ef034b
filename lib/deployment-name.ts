import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The id that a `Muster` has in its stack unless a second one stands there. */
const USUAL = 'Muster';

/**
 * What names of one deployment begin with, where AWS wants one that is its alone in an account and region: the name of the stack; where the
 * `Muster` has another id, or stands deeper in the stack, with its path there.
 *
 * @param muster the `Muster`, or what stands for it in a test
 */
export const deploymentNameOf = (muster: Construct): string => {
  const stack = Stack.of(muster);
  const ids = muster.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id);
  return [stack.stackName, ...(ids.length === 1 && ids[0] === USUAL ? [] : ids)].join('-');
};
