import type { EventRule } from '../../domain/configuration/event-rule.ts';
import { eventRule } from '../../domain/configuration/event-rule.ts';

/** What the fixtures of `aws-events` are read with. */
export const FIXTURE_EVENT_RULES: readonly EventRule[] = [
  {
    id: 'launches',
    source: 'aws.autoscaling',
    detailType: 'EC2 Instance Launch *',
    title: '{detail.AutoScalingGroupName}: {detail.StatusCode}',
    key: ['detail.AutoScalingGroupName'],
    severity: 'error',
    status: { path: 'detail.StatusCode', words: { InProgress: 'resolved' }, otherwise: 'firing' },
    description: 'detail.StatusMessage',
    resource: 'resources.0',
    at: 'detail.EndTime',
    labels: { zone: 'detail.Details.Availability Zone', activity: 'detail.ActivityId' },
  },
  { id: 'heartbeats', source: 'shop.jobs', detailType: 'Job heartbeat', ignore: 'A heartbeat is not a condition.' },
  {
    id: 'jobs',
    source: 'shop.*',
    when: [{ fact: 'detail.level', not: 'debug' }],
    title: 'Job {detail.job} is {detail.state}',
    key: ['detail.job'],
    severity: { path: 'detail.level', words: { fatal: 'critical' }, otherwise: 'warning' },
    service: 'detail.team',
  },
].map((rule) => eventRule.parse(rule));
