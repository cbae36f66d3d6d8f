import { configPath } from '../../model/config.ts';
import { canonicalJson } from '../../model/digest.ts';
import type { Gate } from '../../model/gates.ts';
import { fileStart } from '../../model/place.ts';
import type { Project } from '../../model/project.ts';
import type { Json } from '../../render/prompt.ts';
import type { ChangeKind, Difference } from '../change.ts';

const config = (gates: string) => ({
  files: {
    'promptops.yaml': `promptops: 1\nmodel: openai/gpt-4.1\ngates:\n${gates}`,
    'prompts/a.prompt.yaml': 'promptops: 1\nmessages: [{ role: user, content: Hello }]\n',
  },
});

export const gateLoosened: ChangeKind = {
  id: 'gate-loosened',
  audience: 'meta',
  level: 'dangerous',
  bump: 'none',
  summary:
    'A gate of promptops.yaml asks less, warns where it blocked, or is gone; or its `test` asks less often, or another judge.',
  why: 'Whoever loosens a gate in the change that it would stop decides alone.',
  advice: 'Loosen it in a change of its own.',
  examples: [
    { before: config('  - { passRate: 0.95 }\n'), after: config('  - { passRate: 0.9 }\n') },
    { before: config('  - { diff: breaking }\n'), after: config('  - { diff: breaking, level: warn }\n') },
    {
      before: config('  - { passRate: 1 }\n  - { diff: dangerous }\n'),
      after: config('  - { passRate: 1 }\n'),
    },
    {
      before: config('  - { passRate: 1 }\ntest: { repeat: 3 }\n'),
      after: config('  - { passRate: 1 }\n'),
    },
  ],
};

/** What the config asks of every test run: gates, how often a case is asked, and who judges. */
export function* compareDemands(before: Project, after: Project): Iterable<Difference> {
  yield* compareGates(before, after);
  const [old, now] = [before.config.test, after.config.test];
  if (now.repeat < old.repeat) yield testSetting(after, 'repeat', old.repeat, now.repeat);
  if (now.judge !== old.judge && old.judge !== null) yield testSetting(after, 'judge', old.judge, now.judge);
}

function testSetting({ configFile }: Project, name: string, was: Json, is: Json): Difference {
  const at = configFile ? configFile.placeOf(['test', name]) : fileStart(configPath);
  const message = `Tests: ${name} ${was} → ${is ?? 'none'}.`;
  return { kind: gateLoosened, at, message, about: `test ${name}`, before: was, after: is };
}

/** Gates that ask less than before. A gate is known by its scope; of several the strictest counts. */
function* compareGates(before: Project, after: Project): Iterable<Difference> {
  const [old, now] = [before.config.gates, after.config.gates];
  if (canonicalJson(old) === canonicalJson(now)) return;
  for (const scope of [...new Set(old.map((gate) => gate.scope))].sort()) {
    const demands = [...new Set(old.filter((gate) => gate.scope === scope).flatMap(demandsOf))].sort();
    for (const demand of demands) {
      for (const level of ['block', 'warn'] as const) {
        const [was, is] = [strictest(old, scope, demand, level), strictest(now, scope, demand, level)];
        if (was === null || (is !== null && !isLooser(demand, was, is))) continue;
        // A warning that blocks now, as strictly, asks for more.
        const block = level === 'warn' ? strictest(now, scope, demand, 'block') : null;
        if (block !== null && !isLooser(demand, was, block)) continue;
        yield loosened(after, { scope, demand, level, was, is });
      }
    }
  }
}

type Loosened = {
  readonly scope: string;
  readonly demand: string;
  readonly level: Gate['level'];
  readonly was: Json;
  readonly is: Json | null;
};

function loosened(
  { configFile, config: { gates } }: Project,
  { scope, demand, level, was, is }: Loosened,
): Difference {
  const index = gates.findIndex((gate) => gate.scope === scope && demandsOf(gate).includes(demand));
  const at = configFile
    ? configFile.placeOf(index === -1 ? ['gates'] : ['gates', index])
    : fileStart(configPath);
  const where = scope === '**' ? '' : ` for "${scope}"`;
  const now = is === null ? 'not asked for' : String(is);
  const how = level === 'warn' ? ' (warning)' : '';
  const message = `Gate "${demand}"${where}${how}: ${was} → ${now}.`;
  return { kind: gateLoosened, at, message, about: `${scope} ${demand} ${level}`, before: was, after: is };
}

const demandsOf = (gate: Gate): readonly string[] => [...valuesOf(gate).keys()];

/** What a gate asks, by name. */
function valuesOf({ passRate, margin, maxErrorRate, diff, cost = {} }: Gate): ReadonlyMap<string, Json> {
  const values = new Map<string, Json>();
  for (const [name, value] of Object.entries({ passRate, margin, maxErrorRate, diff }))
    if (value !== undefined) values.set(name, value);
  for (const [name, value] of Object.entries(cost)) values.set(`cost.${name}`, value);
  return values;
}

function strictest(gates: readonly Gate[], scope: string, demand: string, level: Gate['level']): Json | null {
  const values = gates
    .filter((gate) => gate.scope === scope && gate.level === level)
    .flatMap((gate) => valuesOf(gate).get(demand) ?? []);
  return values.reduce<Json | null>(
    (best, value) => (best === null || isLooser(demand, value, best) ? value : best),
    null,
  );
}

const diffOrder: readonly Json[] = ['any', 'dangerous', 'breaking'];

/** A pass rate is the least that passes; of all others the value is the most. A floor of costs lets smaller ones through. */
function isLooser(demand: string, was: Json, is: Json): boolean {
  if (demand === 'diff') return diffOrder.indexOf(is) > diffOrder.indexOf(was);
  return demand === 'passRate' ? Number(is) < Number(was) : Number(is) > Number(was);
}
