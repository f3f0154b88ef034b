/** What the embedded target is told by the environment, as its help says it. */
export const ENVIRONMENT = `  PORT=4000                 0 takes a free one
  HOST=127.0.0.1
  MUSTER_DATA=.muster       where it keeps its data
  MUSTER_CONFIG=config/example
  MUSTER_URL=               base of links in messages, when behind a proxy
  MUSTER_HOSTS=             muster.internal, api.opsgenie.com, … : further names that it answers to; any other is refused
  MUSTER_TRUSTED_PROXIES=   10.0.0.0/8, … : whose X-Forwarded-For says who reports something
  SMTP_URL=                 smtp://user:password@host:587; without it e-mail lands in the outbox
  SMTP_PORT=4025            takes mail for integrations, on 127.0.0.1 only; 0 takes a free one, "off" none
  MUSTER_ISSUER=            https://id.example.com: whose tokens sign people in (OpenID Connect; muster login)
  MUSTER_AUDIENCE=          its client for Muster, and further audiences of tokens: muster-cli, …
  MUSTER_SIGN_IN_SCOPE=     openid email profile; with offline_access where the issuer gives refresh tokens for it alone
  MUSTER_ROLE_CLAIMS=       cognito:groups,groups,muster_role,scope: claims of its tokens that may name a role
  MUSTER_CHECKPOINTS=       the file of signed checkpoints, better on another disk; checkpoints.jsonl beside the data unless set
  MUSTER_PING_URL=          is asked for each minute while Muster is ready: a dead man's switch of somebody else
  MUSTER_SPEED=1            time runs this much faster (demonstrations)`;
