import { parseCase } from '../model/case.ts';
import type { Config } from '../model/config.ts';
import { canonicalJson, sha256 } from '../model/digest.ts';
import type { Fault } from '../model/fault.ts';
import { isWithin } from '../model/place.ts';
import type { Project } from '../model/project.ts';
import { hasPlaceholder } from '../model/row-template.ts';
import { recordOf } from '../model/shape.ts';
import { type AssertionSpec, type Case, type DatasetTest, entryOf } from '../model/test-file.ts';
import type { YamlFile, YamlPath } from '../model/yaml-file.ts';
import type { Prompt } from '../render/prompt.ts';
import type { AssertionContext } from './assertion.ts';
import { uniqueFaults } from './faults.ts';
import type { LoadJudge } from './judge.ts';
import { type Preparation, placeFault, prepareAssertion } from './prepare-assertion.ts';
import type { PreparedAssertion } from './score.ts';

/** The assertions of a case, ready to run: those of the final answer, and those of each entry of `turns`. */
export type PreparedAssertions = {
  readonly final: readonly PreparedAssertion[];
  readonly turns: readonly (readonly PreparedAssertion[])[];
  /** Somebody measures the time to the first token. */
  readonly stream: boolean;
};

export type Preparer = {
  /** Checks and compiles; the faults stand at their places in the test file. */
  prepare(
    one: Case,
    prompt: Prompt,
  ): Promise<{ readonly assertions: PreparedAssertions; readonly faults: readonly Fault[] }>;
};

/** What rows share is compiled once; this many different assertions are held. */
const maxHeld = 5000;

/** Prepares the assertions of one test file. Equal assertions share a scorer: a default compiles once for all cases. */
export function createPreparer(file: YamlFile, config: AssertionConfig, loadJudge?: LoadJudge): Preparer {
  const compile = createCompiler(config, loadJudge);
  return {
    async prepare(one, prompt) {
      const faults: Fault[] = [];
      const list = async (specs: readonly AssertionSpec[]): Promise<readonly PreparedAssertion[]> => {
        const prepared: PreparedAssertion[] = [];
        for (const spec of specs) {
          const made = await compile(spec, one.expected, prompt);
          if (!made.scorer) faults.push(placeFault(spec, made.fault, file));
          else if (made.depends.length === 0) prepared.push({ spec, scorer: made.scorer });
          else prepared.push({ spec, scorer: made.scorer, depends: made.depends });
        }
        return prepared;
      };
      const final = await list(one.assert);
      const turns: (readonly PreparedAssertion[])[] = [];
      for (const turn of one.turns) turns.push(await list(turn.assert));
      return { assertions: { final, turns, stream: specsOf(one).some(needsStream) }, faults };
    },
  };
}

/** What of a project its assertions depend on. */
export type AssertionConfig = Pick<Config, 'code' | 'test'>;

type Compile = (spec: AssertionSpec, expected: Case['expected'], prompt: Prompt) => Promise<Preparation>;

function createCompiler(config: AssertionConfig, loadJudge: LoadJudge | undefined): Compile {
  const held = new Map<string, Preparation>();
  const contexts = new WeakMap<Prompt, Ground>();
  return async (spec, expected, prompt) => {
    const ground = contexts.get(prompt) ?? groundOf(prompt, config);
    contexts.set(prompt, ground);
    const key = keyOf(spec, expected, ground.digest);
    const known = held.get(key);
    if (known) return known;
    const judges = loadJudge ? { loadJudge } : {};
    const preparation = await prepareAssertion(spec, { ...ground.context, ...judges, expected });
    if (held.size >= maxHeld) held.clear();
    held.set(key, preparation);
    return preparation;
  };
}

/** What of a prompt its assertions depend on. */
type Ground = { readonly context: AssertionContext; readonly digest: string };

const groundOf = ({ output, tools }: Prompt, { code, test }: AssertionConfig): Ground => ({
  context: {
    output,
    tools,
    expected: null,
    allow: code.allow,
    judge: test.judge,
    gatesUncalibrated: test.uncalibratedJudge === 'gate',
  },
  digest: sha256(canonicalJson({ output, tools })),
});

/** Stands as a type of its own or inside a composition. */
const needsStream = ({ type, options }: AssertionSpec): boolean =>
  type === timeToFirstToken || JSON.stringify(options['assert'] ?? null).includes(`${timeToFirstToken}"`);

const timeToFirstToken = 'first-token-latency';

/** All assertions of a case, those of its turns as well. */
const specsOf = (one: Case): readonly AssertionSpec[] => [
  ...one.assert,
  ...one.turns.flatMap((turn) => turn.assert),
];

/** What a scorer depends on; where the assertion stands and what it weighs are not in it. */
const keyOf = (spec: AssertionSpec, expected: Case['expected'], digest: string): string =>
  JSON.stringify([
    spec.type,
    spec.negated,
    spec.value,
    spec.threshold,
    spec.transform,
    spec.options,
    spec.weight,
    spec.critical,
    expected,
    digest,
  ]);

/**
 * Faults of all assertions as they are written, for `lint`. What an entry over a dataset takes from its rows is not
 * known without them: a run checks it, row by row.
 */
export async function faultsOfAssertions({
  prompts,
  config,
}: Pick<Project, 'prompts' | 'config'>): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  for (const { prompt, tests } of prompts) {
    if (!prompt || !tests) continue;
    const preparer = createPreparer(tests.file, config);
    const cases = [...tests.cases, ...tests.datasets.map((test) => staticCase(test, tests.file))];
    for (const one of cases) {
      // The schema of test files has spoken of these: one slip is one fault.
      const refused = specsOf(one).filter(({ at }) => tests.faults.some((fault) => isWithin(fault.at, at)));
      const found = (await preparer.prepare(one, prompt)).faults;
      faults.push(...found.filter((fault) => !refused.some(({ at }) => isWithin(fault.at, at))));
    }
  }
  return uniqueFaults(faults);
}

/** The entry as a case, with those of its assertions that are the same for every row. */
function staticCase(test: DatasetTest, file: YamlFile): Case {
  const written = recordOf(valueAt(file.value, test.yamlPath)) ?? test.entry;
  const one = parseCase(entryOf(file, written, test.yamlPath), test.dataset, test.dataset);
  const isStatic = ({ at: _at, yamlPath: _path, ...spec }: AssertionSpec) =>
    !hasPlaceholder(JSON.stringify(spec));
  return {
    ...one,
    assert: one.assert.filter(isStatic),
    turns: one.turns.map((turn) => ({ ...turn, assert: turn.assert.filter(isStatic) })),
  };
}

const valueAt = (value: unknown, path: YamlPath): unknown =>
  path.reduce<unknown>(
    (held, key) => (held as Readonly<Record<string | number, unknown>> | null)?.[key],
    value,
  );
