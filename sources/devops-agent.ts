import { type AwsEventPattern, requireAwsEvent } from './reading/aws-event.ts';
import { joined } from './reading/aws-signal.ts';
import { awsChange } from './reading/change.ts';
import { recordOr } from './reading/record.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const EVENTS: AwsEventPattern = {
  source: 'aws.aidevops',
  detailTypes: [
    'Investigation Created',
    'Investigation In Progress',
    'Investigation Pending Triage',
    'Investigation Priority Updated',
    'Investigation Linked',
    'Investigation Skipped',
    'Investigation Completed',
    'Investigation Failed',
    'Investigation Cancelled',
    'Investigation Timed Out',
    'Mitigation In Progress',
    'Mitigation Completed',
    'Mitigation Failed',
    'Mitigation Cancelled',
    'Mitigation Timed Out',
  ],
};

/**
 * Investigations of AWS DevOps Agent: <https://docs.aws.amazon.com/devopsagent/latest/userguide/>. They find out and propose;
 * neither is a condition, so they stand beside an incident as evidence and open none.
 */
const parse = (request: SourceRequest): Parsed => {
  const event = requireAwsEvent(request.body, EVENTS);
  const { data, metadata } = event.detail;
  const task = recordOr(metadata);
  const { priority, status, summary_record_id, task_type, updated_at } = recordOr(data);
  if (task.task_id === undefined) throw new NotUnderstoodError('The event names no task.');
  const record = awsChange('devops-agent', event, request, {
    id: [task.agent_space_id, task.task_id, event.detailType, updated_at],
    kind: 'investigation',
    title: `AWS DevOps Agent: ${event.detailType.toLowerCase()}`,
    description: summary_record_id === undefined ? undefined : joined(['Summary: record', summary_record_id]),
    at: updated_at,
    actor: 'AWS DevOps Agent',
    resource: task.task_id,
    labels: { agentSpace: task.agent_space_id, task: task.task_id, taskType: task_type, priority, status },
  });
  return { signals: [], rejected: [], changes: [record] };
};

export const devopsAgent: Source = {
  id: 'devops-agent',
  awsEvent: EVENTS,
  parse,
};

export const heading = 'AWS DevOps Agent';

export const setup = `Forward from the region of the agent space. Investigations and mitigations are evidence: they stand beside the incidents of
the service that they are routed to and open none. The events name no service, so route them by a rule:
\`when: [{ fact: labels.agentSpace, is: <the agent space> }]\`. They hold no findings but the id of a record, which the console and
the API of DevOps Agent show.`;
