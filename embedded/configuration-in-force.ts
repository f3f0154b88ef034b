import type { Configuration } from '../domain/configuration/configuration.ts';
import { toIso } from '../domain/instant/instant.ts';
import type { Ports } from '../ports/ports.ts';
import { type PutInForce, putFilesInForce, sentenceOf } from '../usecases/configuration/put-in-force.ts';
import { endOwnAlert, tellOwnAlert } from '../usecases/own-alerts/tell-own-alert.ts';
import { type FilesRead, lastGoodConfiguration, readFiles } from './last-good-configuration.ts';

const brokenText = ({ message }: Error): string =>
  `${message}\n\nPeople are paged by the last good configuration. Mend the files ("muster config check" names every mistake), then restart, or send the process SIGHUP.`;

/** The configuration that a process runs under: that of its files, or the last good one while they are broken. */
export interface ConfigurationInForce {
  /** @throws Error while none is in force yet */
  current(): Configuration;
  isLastGood(): boolean;
  /** Takes the last good one where the files are broken. @throws DomainError what is wrong with them, where there was never any */
  settle(stores: Parameters<typeof lastGoodConfiguration>[0]): Promise<void>;
  /** Says how the files were found, to the catch-all too, and what they have ended. Never rejects. */
  tell(ports: Ports, put: PutInForce): Promise<void>;
  /** Another one is in force from now on, until the next start or reload. */
  take(configuration: Configuration): void;
  /**
   * Puts the files into force as they are now. Never rejects: what cannot be put into force is told, and what was stays.
   *
   * @param write what else depends on it
   */
  reload(ports: Ports, write: () => Promise<unknown>): Promise<void>;
}

/** @param files what was read of the directory at the start */
export const configurationInForce = (directory: string, files: FilesRead): ConfigurationInForce => {
  let inForce = 'broken' in files ? undefined : files.configuration;
  let isLastGood = false;
  return {
    current() {
      if (inForce === undefined) throw new Error('no configuration is in force yet');
      return inForce;
    },
    isLastGood: () => isLastGood,
    async settle(stores) {
      if (!('broken' in files)) return;
      inForce = await lastGoodConfiguration(stores);
      isLastGood = true;
      if (inForce === undefined) throw files.broken;
    },
    async tell(ports, put) {
      const { clock, observer } = ports;
      try {
        if (put.before !== undefined && put.before !== put.version)
          observer.happened({ kind: 'configured', text: sentenceOf(put), at: toIso(clock.now()), details: { ...put } });
        if (!('broken' in files)) return await endOwnAlert(ports, 'configuration');
        observer.failed('reading the configuration files; the last good configuration is in force', files.broken);
        await tellOwnAlert(ports, 'configuration', brokenText(files.broken));
      } catch (error) {
        observer.failed('telling how the configuration is', error);
      }
    },
    take(configuration) {
      inForce = configuration;
      isLastGood = false;
    },
    async reload(ports, write) {
      const { clock, observer } = ports;
      const before = inForce;
      try {
        const read = await readFiles(directory);
        if ('broken' in read) throw read.broken;
        inForce = read.configuration;
        const put = await putFilesInForce(ports, read.configuration, 'files');
        await write();
        observer.happened({ kind: 'configured', text: sentenceOf(put), at: toIso(clock.now()), details: { ...put } });
        isLastGood = false;
        await endOwnAlert(ports, 'configuration');
      } catch (error) {
        inForce = before;
        observer.failed('reloading the configuration; the last good one stays in force', error);
      }
    },
  };
};
