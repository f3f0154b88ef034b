import { Logger } from '@aws-lambda-powertools/logger';
import type { Environment, FunctionName } from '../environment.ts';

/** A function's structured log. Never given an event or a body: both hold what people wrote. */
export const createLogger = (name: FunctionName, level: Environment<FunctionName>['LOG_LEVEL']): Logger =>
  new Logger({ serviceName: `muster-${name}`, logLevel: level });
