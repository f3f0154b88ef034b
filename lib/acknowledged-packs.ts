const OWN_POLICY =
  'Each role has one policy of its own that names what it may touch; a managed policy would be the same text, to be attached elsewhere by mistake.';

/**
 * Rules of the packs NIST 800-53 R5 and PCI DSS 3.2.1 that the stack does not follow when the options of an organisation are on
 * (`encryptionKey`, `vpc`, `functionUrl: false`), each with why.
 */
export const ACKNOWLEDGED_OF_PACKS: Readonly<Record<string, string>> = {
  'NIST.800.53.R5-IAMNoInlinePolicy': OWN_POLICY,
  'NIST.800.53.R5-LambdaConcurrency':
    'A reservation is taken from the account whether used or not, and throttles in the storm that Muster is for.',
  'NIST.800.53.R5-LambdaDLQ':
    'It is for asynchronous calls, and nobody makes any: queues, the stream and processes keep what failed.',
  'NIST.800.53.R5-SecretsManagerRotationEnabled':
    'A rotation would end every integration key at once, and alerts with them; keys rotate one by one, by their generation.',
  'PCI.DSS.321-IAMNoInlinePolicy': OWN_POLICY,
};
