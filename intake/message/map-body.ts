import { ExpressionError, type Expressions } from '../../ports/expressions.ts';
import { NotUnderstoodError, type SourceRequest } from '../../sources/source.ts';
import { isExcessive } from '../request/read-body.ts';

/** Of what a mapping makes, as JSON. */
const LARGEST_RESULT = 1024 * 1024;

/** Plain JSON, within what may be read. */
const plain = (text: string | undefined): unknown => {
  if (text === undefined) throw new NotUnderstoodError('The mapping of the integration makes nothing of this.');
  if (text.length > LARGEST_RESULT)
    throw new NotUnderstoodError('The mapping of the integration makes too much of this.');
  const result: unknown = JSON.parse(text);
  if (isExcessive(result)) throw new NotUnderstoodError('The mapping of the integration makes too much of this.');
  return result;
};

/**
 * What the JSONata expression of an integration makes of a body. `$now()` and `$millis()` tell when the message came, so
 * that a replay maps it as the first time.
 *
 * @throws NotUnderstoodError when it is no JSONata, fails, makes nothing, or needs too much
 */
export const mapBody = async (
  mapping: string,
  { body, receivedAt }: Pick<SourceRequest, 'body' | 'receivedAt'>,
  expressions: Expressions,
): Promise<unknown> => {
  let made: string | undefined;
  try {
    made = await expressions.evaluate(mapping, body, receivedAt);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new NotUnderstoodError(`The mapping of the integration failed: ${error.message}.`);
  }
  return plain(made);
};
