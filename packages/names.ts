/**
 * What the packages are called on npm, where the unscoped `muster` is a library of somebody else. Both names were free there on
 * 2026-11-29 (decision 0083).
 */
export const PACKAGES = { cdk: 'muster-cdk', cli: 'muster-cli' } as const;
