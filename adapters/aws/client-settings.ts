/** There are no credentials in the environment, where Lambda always puts them. */
export class NoCredentialsError extends Error {
  override readonly name = 'NoCredentialsError';
  readonly code = 'no-credentials';
}

/** What every AWS client of a function is made with; the last five also say what the SDK's own, for S3, is not to look up. */
export interface ClientSettings {
  readonly region: string;
  readonly credentials: () => Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;
  readonly endpoint?: string;
  readonly maxAttempts: number;
  readonly retryMode: 'standard';
  readonly defaultsMode: 'standard';
  readonly useDualstackEndpoint: boolean;
  readonly useFipsEndpoint: boolean;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
  };
}

/**
 * Settings from Lambda's own environment, stated in full: what a client is not told it looks for in `~/.aws` at its first
 * request, and its default chain of credentials (SSO, profiles, instance metadata) would be most of a function's bundle.
 *
 * The time-outs are short and the attempts few because somebody waits: a queue or the sender repeats what fails here.
 */
export const clientSettings = (variables: NodeJS.ProcessEnv = process.env): ClientSettings => ({
  region: variables.AWS_REGION ?? variables.AWS_DEFAULT_REGION ?? 'us-east-1',
  credentials: async () => {
    const {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    } = variables;
    if (!accessKeyId || !secretAccessKey) {
      throw new NoCredentialsError(
        'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set; Lambda sets them from the role of the function.',
      );
    }
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  },
  ...(variables.AWS_ENDPOINT_URL ? { endpoint: variables.AWS_ENDPOINT_URL } : {}),
  maxAttempts: 4,
  retryMode: 'standard',
  defaultsMode: 'standard',
  useDualstackEndpoint: variables.AWS_USE_DUALSTACK_ENDPOINT === 'true',
  useFipsEndpoint: variables.AWS_USE_FIPS_ENDPOINT === 'true',
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
});
