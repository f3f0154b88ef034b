import { clientSettings } from '../../adapters/aws/client-settings.ts';
import { stepFunctions } from '../../adapters/aws/services.ts';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { stepFunctionsWorkflows } from '../../adapters/stepfunctions/step-functions-workflows.ts';
import type { Workflows } from '../../ports/ports.ts';

/** The state machines that a function's environment names; without any it can only wake. */
export const workflowsOf = (environment: {
  readonly MAJOR_INCIDENT_MACHINE_ARN?: string;
  readonly PAGE_RESPONDERS_MACHINE_ARN?: string;
}): Workflows =>
  stepFunctionsWorkflows({
    client: stepFunctions(clientSettings()),
    now: systemClock.now,
    machineArns: {
      'major-incident': environment.MAJOR_INCIDENT_MACHINE_ARN,
      'page-responders': environment.PAGE_RESPONDERS_MACHINE_ARN,
    },
  });
