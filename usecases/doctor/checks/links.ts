import { isLoopbackHost } from '../../../domain/access/loopback.ts';
import { type DoctorCheck, failed, ok, warning } from '../check.ts';

/** Whether the links in messages can be opened on a telephone. */
export const linksCheck: DoctorCheck = {
  name: 'links',
  async examine({ ports: { publicUrl } }) {
    const { hostname, protocol } = new URL(publicUrl);
    const mend =
      'Start with MUSTER_URL=https://…, the address at which others reach this Muster (on AWS: --context publicUrl).';
    if (isLoopbackHost(hostname))
      return [failed(`Links in messages lead to ${publicUrl}, which opens on this machine alone.`, mend)];
    if (protocol !== 'https:')
      return [warning(`Links in messages lead to ${publicUrl}, which is not encrypted.`, mend)];
    return [ok(`Links in messages lead to ${publicUrl}.`)];
  },
};
