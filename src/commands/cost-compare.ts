import { sideOfFacts } from '../cost/facts.ts';
import type { PromptPair } from '../cost/prompt-cost.ts';
import { type ReportedCosts, type ReportedPrompt, readCostReport } from '../cost/read-report.ts';
import { PromptopsError } from '../errors.ts';
import { projectSelectors } from '../source/selector.ts';
import type { Context } from './context.ts';
import type { CostBase } from './cost-base.ts';
import type { CostGround, LoadedSide } from './cost-side.ts';
import type { OpenedFiles } from './open-project.ts';

type Asked = {
  readonly opened: OpenedFiles;
  readonly ground: CostGround;
  readonly heads: readonly LoadedSide[];
  readonly isWhole: boolean;
};

const maxBytes = 256 << 20;

/** The head's prompts with what an earlier report knew of them, both at the prices of today. */
export async function baseOfReport(asked: Asked, file: string, context: Context): Promise<CostBase> {
  const { opened, ground, heads, isWhole } = asked;
  const [path = file] = projectSelectors(opened.root, context.cwd, [file]);
  const bytes = (await opened.snapshot.read([path], maxBytes)).get(path);
  const hint = 'Write one with "promptops cost --output json=cost.json".';
  if (!bytes) throw new PromptopsError('not-found', `There is no file "${file}".`, { hint });
  const report = readCostReport(new TextDecoder().decode(bytes));
  if (!report) throw new PromptopsError('usage', `"${file}" is no whole report of costs.`, { hint });
  const { prices, project } = ground;
  const sideOf = (reported: ReportedPrompt) =>
    sideOfFacts(reported, reported.facts, (model) => prices.find(model, project.config));
  const known = new Map(report.prompts.map((reported) => [reported.id, reported]));
  const present = new Set(project.ids);
  const matched = new Set<string>();
  const pairs = heads.map(({ aliases, side }): PromptPair => {
    const reported = [side.id, ...aliases].map((name) => known.get(name)).find((each) => each !== undefined);
    if (reported) matched.add(reported.id);
    return { head: side, base: reported ? sideOf(reported) : null };
  });
  const gone = isWhole ? report.prompts.filter(({ id }) => !matched.has(id) && !present.has(id)) : [];
  return {
    name: file,
    commit: report.commit,
    notes: notesOf(report, prices.date, file),
    pairs: [...pairs, ...gone.map((reported) => ({ head: null, base: sideOf(reported) }))],
  };
}

const notesOf = ({ date }: ReportedCosts, today: string, file: string): readonly string[] =>
  date === today
    ? []
    : [`"${file}" was priced with the list of ${date}; here both sides are, with that of ${today}.`];
