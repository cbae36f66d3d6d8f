import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { diskError, lookAt, makeFolder, temporaryName } from '../disk.ts';
import { attestationsName, readBundleAt } from '../read-bundle.ts';
import { sameRelease } from './same-release.ts';
import type { Release, Target } from './target.ts';

/** A folder `<name>-<version>` below another, put in its place by one rename. */
export function directoryTarget(out: string, shown: string): Target {
  const placeOf = ({ name, version }: Release): string => path.join(out, `${name}-${version}`);
  return {
    target: 'dir',
    place: ({ name, version }) => `${shown}/${name}-${version}`,
    async find(release) {
      const place = placeOf(release);
      return lookAt(place) ? sameRelease(await readBundleAt(out, place), release) : 'nothing';
    },
    async put(release) {
      const place = placeOf(release);
      const temporary = temporaryName(place);
      try {
        makeFolder(out);
        removeLeftovers(out, path.basename(place));
        writeFiles(temporary, release);
        // Refuses where a folder with files stands by now.
        renameSync(temporary, place);
      } catch (error) {
        if (lookAt(temporary)) rmSync(temporary, { recursive: true, force: true });
        throw diskError('write', place, error);
      }
    },
  };
}

function writeFiles(folder: string, { files, attestations }: Release): void {
  mkdirSync(folder);
  for (const [name, bytes] of files) {
    const file = path.join(folder, ...name.split('/'));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes, { flag: 'wx' });
  }
  if (attestations !== '') writeFileSync(path.join(folder, attestationsName), attestations, { flag: 'wx' });
}

/** What a killed run left half written: nobody else writes here while the lock of the bundle is held. */
function removeLeftovers(out: string, name: string): void {
  const isLeft = (entry: string) => entry.startsWith(`.${name.slice(0, 60)}.`) && entry.endsWith('.tmp');
  for (const entry of readdirSync(out).filter(isLeft)) rmSync(path.join(out, entry), { recursive: true });
}
