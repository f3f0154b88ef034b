import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataDirectoryError, openDataDirectory } from '../../embedded/data-directory.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'muster-directory-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('The data directory', () => {
  it('is made on the first start, for its owner only', () => {
    const path = join(parent, 'deep', 'data');
    const before = process.umask(0);
    try {
      openDataDirectory(path).writePrivate('note', 'text');
    } finally {
      process.umask(before);
    }
    expect([path, join(path, 'outbox')].map(mode)).toEqual(['700', '700']);
    expect(['master-key', 'note'].map((name) => mode(join(path, name)))).toEqual(['600', '600']);
    expect(readdirSync(path).sort()).toEqual(['master-key', 'note', 'outbox']);
  });

  it('warns of a directory and of a key that others may read, and of nothing else', () => {
    const path = join(parent, 'a');
    expect(openDataDirectory(path).warnings).toEqual([]);
    chmodSync(path, 0o755);
    chmodSync(join(path, 'master-key'), 0o644);
    expect(openDataDirectory(path).warnings).toEqual([
      expect.stringContaining(`chmod 700 ${path}`),
      expect.stringContaining(`chmod 600 ${join(path, 'master-key')}`),
    ]);
  });

  it('keeps its key and its token, which no other directory has', () => {
    const first = openDataDirectory(join(parent, 'a'));
    const again = openDataDirectory(join(parent, 'a'));
    const other = openDataDirectory(join(parent, 'b'));
    expect(Buffer.from(again.masterKey)).toEqual(Buffer.from(first.masterKey));
    expect(again.adminToken).toBe(first.adminToken);
    expect(other.adminToken).not.toBe(first.adminToken);
  });

  it('writes a private file anew, whole, and closes one that was open to others', () => {
    const directory = openDataDirectory(join(parent, 'a'));
    const file = join(directory.path, 'note');
    writeFileSync(file, 'a longer text than the next', { mode: 0o644 });
    directory.writePrivate('note', 'short');
    expect(readFileSync(file, 'utf8')).toBe('short');
    expect(mode(file)).toBe('600');
  });

  it.each([
    ['cut off', (file: string) => truncateSync(file, 20)],
    ['empty', (file: string) => truncateSync(file, 0)],
    ['something else', (file: string) => writeFileSync(file, 'x'.repeat(64))],
    ['garbled in the middle', (file: string) => writeFileSync(file, `${'a'.repeat(64)}??${'b'.repeat(30)}`)],
  ])('is refused when its key is %s, and the key is left as it is', (_what, damage) => {
    const { path } = openDataDirectory(join(parent, 'a'));
    const file = join(path, 'master-key');
    damage(file);
    const before = readFileSync(file, 'utf8');
    expect(() => openDataDirectory(path)).toThrow(DataDirectoryError);
    expect(() => openDataDirectory(path)).toThrow(/master-key is damaged: restore it/);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it.each([
    ['lies under a file', () => join(parent, 'file', 'data'), /ENOTDIR/],
    ['cannot be made by anybody', () => '/proc/muster-data', /cannot be used: /],
    ['has a directory in the place of its key', () => join(parent, 'taken'), /EISDIR/],
  ])('is refused when it %s, saying what to do', (_what, path, reason) => {
    writeFileSync(join(parent, 'file'), '');
    mkdirSync(join(parent, 'taken', 'master-key'), { recursive: true });
    expect(() => openDataDirectory(path())).toThrow(DataDirectoryError);
    expect(() => openDataDirectory(path())).toThrow(reason);
    expect(() => openDataDirectory(path())).toThrow(/Choose another with MUSTER_DATA/);
  });
});
