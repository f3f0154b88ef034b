import * as z from 'zod';
import { problem } from '../../domain/failure/problem.ts';
import { answerProblem } from '../failures.ts';
import { route } from '../route.ts';

const MEDIA_TYPE = 'application/vnd.sqlite3';

export const backupRoutes = [
  route({
    method: 'get',
    path: '/v1/backup',
    operationId: 'readBackup',
    summary: 'Everything that the store holds, as one file, while it runs',
    description:
      'An SQLite database: records, configuration, checkpoints; not the master key, which is served to nobody. `muster backup` fetches it and looks whether it is whole. Only the embedded target has it; on AWS the table can be restored to any second of the last 35 days.',
    tag: 'operations',
    role: 'admin',
    answers: { 200: { description: 'The file', mediaType: MEDIA_TYPE, schema: z.string() } },
    async handle({ extras }) {
      if (!extras.backup)
        return answerProblem(
          problem('not-served-here', 'This deployment is backed up by its table: see docs/deploy.md.'),
        );
      const headers = { 'content-type': MEDIA_TYPE, 'content-disposition': 'attachment; filename="muster.backup"' };
      return { status: 200, body: await extras.backup(), headers };
    },
  }),
];
