import type { ChangeRecord } from '../domain/change/change.ts';
import type { AlertSeverity, SignalStatus } from '../domain/signal/signal.ts';
import { changeOf } from './reading/change.ts';
import { isRecord, type JsonRecord, recordOr } from './reading/record.ts';
import { joinedKey, nothing, objectIn, one, signalFrom } from './reading/signal.ts';
import { cleanText } from './reading/text.ts';
import { hubSignature } from './signature/hub-signature.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_NAME = 256;
const LONGEST_MESSAGE = 1024;

/** What failed is an error, in whatever way. */
const FAILED: ReadonlyMap<string, AlertSeverity> = new Map([
  ['timed_out', 'error'],
  ['startup_failure', 'error'],
]);

/** These say nothing about the branch, and a run that has not ended has none. */
const NEITHER: ReadonlySet<unknown> = new Set(['cancelled', 'skipped', 'neutral', 'stale', 'action_required', null]);
const NOT_DEPLOYED: ReadonlySet<unknown> = new Set(['pending', 'queued', 'in_progress', 'inactive', 'waiting']);

const unknownOutcome = (what: string, word: unknown): NotUnderstoodError =>
  new NotUnderstoodError(`A ${what} that is "${cleanText(word, LONGEST_NAME)}" is not known.`);

const CONCLUSION: ReadonlyMap<unknown, SignalStatus> = new Map([
  ['failure', 'firing'],
  ['timed_out', 'firing'],
  ['startup_failure', 'firing'],
  ['success', 'resolved'],
]);

const DEPLOYMENT_STATE: ReadonlyMap<unknown, SignalStatus> = new Map([
  ['failure', 'firing'],
  ['error', 'firing'],
  ['success', 'resolved'],
]);

/** A fork's branch has the name of ours, and anybody may push to it. */
const isOnDefaultBranch = (run: JsonRecord, repository: JsonRecord): boolean => {
  const head = recordOr(run.head_repository).id;
  return (
    run.head_branch === repository.default_branch &&
    (head === undefined || head === repository.id) &&
    !cleanText(run.event, LONGEST_NAME)?.startsWith('pull_request')
  );
};

const nameOf = (repository: JsonRecord): string => cleanText(repository.full_name, LONGEST_NAME) ?? 'a repository';

const changed = (change: ChangeRecord): Parsed => ({ signals: [], rejected: [], changes: [change] });

/** The first line of a commit's message. */
const subjectOf = (commit: JsonRecord): string | undefined =>
  cleanText(commit.message, LONGEST_MESSAGE)?.split('\n', 1)[0]?.trim();

const push = (request: SourceRequest, body: JsonRecord, repository: JsonRecord): Parsed => {
  const branch = cleanText(repository.default_branch, LONGEST_NAME);
  if (body.deleted === true || branch === undefined || body.ref !== `refs/heads/${branch}`)
    return nothing('The push is not to the default branch.');
  const head = recordOr(body.head_commit);
  const commits = Array.isArray(body.commits) ? body.commits.length : 0;
  const subject = subjectOf(head);
  const message = cleanText(head.message, LONGEST_MESSAGE);
  return changed(
    changeOf('github', request, {
      id: ['push', repository.id, body.after],
      kind: 'code',
      title: `Push to ${nameOf(repository)}${subject === undefined ? '' : `: ${subject}`}`,
      description: commits > 1 && message !== undefined ? `${commits} commits; the last one:\n\n${message}` : message,
      // When it was pushed, which a second delivery says as well; a commit may be weeks old.
      at: repository.pushed_at ?? head.timestamp,
      url: body.compare ?? head.url,
      actor: recordOr(body.sender).login ?? recordOr(body.pusher).name,
      resource: repository.full_name,
      service: repository.name,
      labels: { ref: body.ref, commit: body.after },
    }),
  );
};

const release = (request: SourceRequest, body: JsonRecord, given: JsonRecord, repository: JsonRecord): Parsed => {
  if (body.action !== 'published') return nothing('The release was not published by this.');
  const { name, tag_name: tag } = given;
  return changed(
    changeOf('github', request, {
      id: ['release', repository.id, given.id],
      kind: 'code',
      title: `Release of ${nameOf(repository)}: ${cleanText(name, LONGEST_NAME) ?? cleanText(tag, LONGEST_NAME) ?? 'unnamed'}`,
      description: given.body,
      at: given.published_at ?? given.created_at,
      url: given.html_url,
      actor: recordOr(given.author ?? body.sender).login,
      resource: repository.full_name,
      service: repository.name,
      labels: { ref: tag, commit: given.target_commitish },
    }),
  );
};

const workflowRun = (request: SourceRequest, body: JsonRecord, run: JsonRecord, repository: JsonRecord): Parsed => {
  const status = CONCLUSION.get(run.conclusion);
  if (body.action === 'completed' && status === undefined && !NEITHER.has(run.conclusion ?? null))
    throw unknownOutcome('run', run.conclusion);
  if (body.action !== 'completed' || status === undefined) return nothing('The run neither failed nor succeeded.');
  if (!isOnDefaultBranch(run, repository)) return nothing('The run is not of the default branch.');
  const key = joinedKey('workflow', repository.id, run.workflow_id, run.head_branch);
  if (key === undefined) throw new NotUnderstoodError('The run has no id of its workflow or of its repository.');
  const name = cleanText(run.name, LONGEST_NAME) ?? 'Workflow';
  const title = `${name} on ${nameOf(repository)}: ${run.conclusion}`;
  const change = changeOf('github', request, {
    id: ['workflow-run', repository.id, run.id, run.run_attempt],
    kind: 'pipeline',
    title,
    description: run.display_title ?? recordOr(run.head_commit).message,
    at: run.updated_at,
    url: run.html_url,
    actor: recordOr(run.actor).login,
    resource: repository.full_name,
    service: repository.name,
    labels: { branch: run.head_branch, commit: run.head_sha },
  });
  const { signals } = one(
    signalFrom('github', request, {
      key,
      status,
      statusWord: undefined,
      severity: run.conclusion,
      severityWords: FAILED,
      title: [title],
      description: run.display_title ?? recordOr(run.head_commit).message,
      occurredAt: run.updated_at,
      resource: repository.full_name,
      service: repository.name,
      labels: [
        { repository: repository.full_name, workflow: name, branch: run.head_branch, commit: run.head_sha },
        { run: run.run_number, attempt: run.run_attempt, actor: recordOr(run.actor).login },
      ],
      links: [[run.html_url, 'Workflow run']],
    }),
  );
  return { signals, rejected: [], changes: status === 'resolved' ? [change] : [] };
};

const deploymentStatus = (
  request: SourceRequest,
  body: JsonRecord,
  given: JsonRecord,
  repository: JsonRecord,
): Parsed => {
  const status = DEPLOYMENT_STATE.get(given.state);
  if (status === undefined && !NOT_DEPLOYED.has(given.state)) throw unknownOutcome('deployment', given.state);
  if (status === undefined) return nothing('The deployment neither failed nor succeeded.');
  const deployment = recordOr(body.deployment);
  const environment = given.environment ?? deployment.environment;
  const key = joinedKey('deployment', repository.id, environment);
  if (key === undefined) throw new NotUnderstoodError('The deployment has no environment or no repository.');
  const name = nameOf(repository);
  const change = changeOf('github', request, {
    id: ['deployment', repository.id, deployment.id, given.id],
    kind: 'deployment',
    title: `Deployment of ${name} to ${cleanText(environment, LONGEST_NAME)}: ${given.state}`,
    description: deployment.description,
    at: given.updated_at ?? given.created_at,
    url: given.log_url ?? given.target_url,
    actor: recordOr(deployment.creator ?? body.sender).login,
    resource: repository.full_name,
    service: repository.name,
    environment,
    labels: { ref: deployment.ref, commit: deployment.sha },
  });
  const { signals } = one(
    signalFrom('github', request, {
      key,
      status,
      statusWord: undefined,
      severity: given.state,
      title: [change.title],
      description: given.description ?? deployment.description,
      occurredAt: given.updated_at ?? given.created_at,
      resource: repository.full_name,
      service: repository.name,
      environment,
      labels: [
        { repository: repository.full_name, ref: deployment.ref, commit: deployment.sha, task: deployment.task },
      ],
      links: [[change.url, 'Deployment log']],
    }),
  );
  return { signals, rejected: [], changes: [change] };
};

/**
 * Webhooks of GitHub: <https://docs.github.com/en/webhooks/webhook-events-and-payloads>. A failed run of a workflow on the
 * default branch fires, and the next successful one, which is a change, resolves it; the same for deployments, by
 * environment, each of which is a change. Pushes to the default branch and releases are changes. Everything else is accepted
 * and means nothing. The header X-GitHub-Event says what it is; the body does too, so that a stored one can be read again.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = objectIn(request, 'GitHub');
  const repository = recordOr(body.repository);
  if (isRecord(body.workflow_run)) return workflowRun(request, body, body.workflow_run, repository);
  if (isRecord(body.deployment_status)) return deploymentStatus(request, body, body.deployment_status, repository);
  if (isRecord(body.release)) return release(request, body, body.release, repository);
  if (typeof body.ref === 'string' && Array.isArray(body.commits)) return push(request, body, repository);
  // The ping of a new webhook.
  if (body.hook_id !== undefined && typeof body.zen === 'string') return nothing('It tells that the webhook is there.');
  if (isRecord(body.repository) || isRecord(body.organization) || body.hook_id !== undefined) {
    const event = cleanText(request.headers['x-github-event'], LONGEST_NAME) ?? cleanText(body.action, LONGEST_NAME);
    throw new NotUnderstoodError(
      `The event "${event ?? 'without a name'}" is about no workflow run, deployment, push or release: take it off the webhook.`,
    );
  }
  throw new NotUnderstoodError('This is not a webhook of GitHub.');
};

export const github: Source = {
  id: 'github',
  otherInput: { form: ['payload'] },
  verify: hubSignature('x-hub-signature-256'),
  parse,
};

export const heading = 'GitHub workflow runs, deployments, pushes and releases';

export const setup = `1. In the repository or organisation open *Settings → Webhooks → Add webhook*.
2. Payload URL: \`{{url}}/in/github/{{id}}\`; content type: \`application/json\`; secret: \`{{key}}\`.
3. Choose *Let me select individual events*: *Workflow runs*, *Deployment statuses*, *Pushes* and
   *Releases*.

GitHub signs every request with the secret (X-Hub-Signature-256), so the address needs no key. Only runs on the default branch
of the repository itself count, and only pushes to it. Pushes, releases, and what went well are kept as changes. The
repository's name is looked up as the service.`;
