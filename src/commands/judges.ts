import { PromptopsError } from '../errors.ts';
import { calibrationPath, isCalibrated } from '../evals/calibration.ts';
import type { Judge, LoadJudge } from '../evals/judge.ts';
import { canonicalJson, sha256 } from '../model/digest.ts';
import { formatFault } from '../model/fault.ts';
import { loadProject, type Project } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { entriesOf } from '../model/shape.ts';
import { policyOf, type Snapshot } from '../model/snapshot.ts';
import { readTemplates } from '../source/package-files.ts';

/** Where a project keeps the judges it replaces. */
export const judgesFolder = 'judges';

/** Judges name no model of their own: the one that is asked stands in the config or the test. */
const config = `promptops: 1\nprompts: ${judgesFolder}\nmodel: echo/none\n`;

/** The judges of a project: files under `judges/`, and those of this package that it does not replace. */
export function judgesOf(files: Snapshot): LoadJudge {
  const snapshot = policyOf(files);
  let loading: Promise<Project> | null = null;
  return async (name) => {
    loading ??= loadProject(withOwn(snapshot, await readTemplates(judgesFolder)));
    const file = (await loading).prompts.find(({ id }) => id === name);
    if (!file) throw new Error(`There is no judge "${name}".`);
    const bytes = (await snapshot.read([calibrationPath])).get(calibrationPath);
    return judgeOf(file, bytes ? new TextDecoder().decode(bytes) : null);
  };
}

function judgeOf(file: PromptFile, calibrations: string | null): Judge {
  const { id, path, prompt, faults, metadata } = file;
  const [fault] = faults;
  if (!prompt || fault) throw unusable(path, fault ? formatFault(fault) : 'it has nothing to render.');
  const scores = Object.fromEntries(
    entriesOf(metadata['x-scores']).flatMap(([choice, worth]) =>
      typeof worth === 'number' && worth >= 0 && worth <= 1 ? [[choice, worth]] : [],
    ),
  );
  if (Object.keys(scores).length < 2)
    throw unusable(
      path,
      'it does not say what its choices are worth, from 0 to 1, under `metadata.x-scores`.',
    );
  const rubric = sha256(`${file.digest}${canonicalJson(scores)}`);
  return {
    name: id,
    prompt,
    rubric,
    scores,
    isCalibrated: (model) => isCalibrated(calibrations, { judge: id, model, rubric }),
  };
}

const unusable = (path: string, why: string): PromptopsError =>
  new PromptopsError('invalid-project', `The judge "${path}" cannot be used: ${why}`);

/** The snapshot with the judges of this package where it has none. */
function withOwn(snapshot: Snapshot, templates: ReadonlyMap<string, string>): Snapshot {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const own = new Map([...templates].map(([file, text]) => [`${judgesFolder}/${file}`, encode(text)]));
  return {
    ...snapshot,
    async list(folders) {
      const listed = await snapshot.list(folders);
      return [...new Set([...listed, ...(folders.includes(judgesFolder) ? own.keys() : [])])].sort();
    },
    async read(paths, maxBytes) {
      const found = await snapshot.read(paths, maxBytes);
      const added = paths.flatMap((path) => {
        if (path === 'promptops.yaml') return [[path, encode(config)] as const];
        const bytes = found.has(path) ? undefined : own.get(path);
        return bytes ? [[path, bytes] as const] : [];
      });
      return new Map([...found, ...added]);
    },
  };
}
