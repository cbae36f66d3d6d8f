// Runs command lines in a project on a disk that is full or read-only. Started in a mount namespace of its own
// (`unshare`), so that the disk is gone with the process. Prints what each run said, and the project's files after it.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const { kind, project, bin, freeBytes, runs } = JSON.parse(process.argv[2] ?? '{}');
const disk = mkdtempSync(path.join(tmpdir(), 'promptops-disk-'));
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]);
cpSync(project, disk, { recursive: true });
if (kind === 'read-only') execFileSync('mount', ['-o', 'remount,ro', disk]);
else fill(freeBytes);

/** Leaves so many bytes free, in whole pages. */
function fill(free) {
  const spare = path.join(disk, 'spare');
  writeFileSync(spare, Buffer.alloc(free));
  const page = Buffer.alloc(4096);
  const filler = path.join(disk, 'filler');
  for (;;) {
    try {
      writeFileSync(filler, page, { flag: 'a' });
    } catch {
      break;
    }
  }
  execFileSync('rm', [spare]);
}

const files = () =>
  Object.fromEntries(
    readdirSync(disk, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(path.join(disk, name)).isFile() && name !== 'filler')
      .map((name) => {
        const bytes = readFileSync(path.join(disk, name));
        return [name, { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }];
      }),
  );

const before = files();
const ran = runs.map((argv) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...argv], {
    cwd: disk,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
});
process.stdout.write(JSON.stringify({ before, after: files(), ran }));
