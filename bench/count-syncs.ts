import { DatabaseSync } from 'node:sqlite';

/**
 * Loaded before the measured server (`node --import`): counts its COMMITs, each of which is one fsync of the log, and says how many
 * there were whenever its parent asks.
 */
let commits = 0;

const { prepare } = DatabaseSync.prototype;
DatabaseSync.prototype.prepare = function (...given) {
  const statement = prepare.apply(this, given);
  if (given[0] !== 'COMMIT') return statement;
  const run = statement.run.bind(statement);
  statement.run = () => {
    commits += 1;
    return run();
  };
  return statement;
};

process.on('message', () => process.send?.(commits));
process.channel?.unref();
