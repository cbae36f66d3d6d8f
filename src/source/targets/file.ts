import path from 'node:path';
import { lookAt, writeAtomically } from '../disk.ts';
import { packJson } from '../json-bundle.ts';
import { besideName, readBundleAt } from '../read-bundle.ts';
import { packTgz } from '../tar.ts';
import { sameRelease } from './same-release.ts';
import type { Release, Target } from './target.ts';

const packers = { tgz: packTgz, json: packJson };

/** A file `<name>-<version>.tgz` or `.json`, with the attestations in a second one beside it. */
export function fileTarget(form: keyof typeof packers, out: string, shown: string): Target {
  const fileOf = ({ name, version }: Release): string => path.join(out, `${name}-${version}.${form}`);
  const placeOf = (release: Release): string => `${shown}/${path.basename(fileOf(release))}`;
  return {
    target: form,
    place: placeOf,
    async find(release) {
      const file = fileOf(release);
      return lookAt(file) ? sameRelease(await readBundleAt(out, file), release) : 'nothing';
    },
    async put(release) {
      const file = fileOf(release);
      // First what says something about it: the archive is never seen without.
      if (release.attestations !== '')
        writeAtomically(besideName(file), release.attestations, besideName(placeOf(release)));
      writeAtomically(file, await packers[form](release.files), placeOf(release));
    },
  };
}
