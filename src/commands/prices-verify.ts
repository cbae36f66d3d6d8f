import { PromptopsError } from '../errors.ts';
import { refuseFaults } from '../evals/faults.ts';
import { modelsOf } from '../lint/models.ts';
import { ageInDays, loadPrices, loadSnapshot, type PriceBook, staleAfterDays } from '../meter/prices.ts';
import { pricingPath } from '../model/config.ts';
import { canonicalJson, sha256 } from '../model/digest.ts';
import { byCodePoint } from '../model/order.ts';
import type { Project } from '../model/project.ts';
import { tool } from '../version.ts';
import type { Context } from './context.ts';
import { nearestModel } from './open-pricing.ts';
import { withProject } from './open-project.ts';
import type { ReportHead } from './report-head.ts';

export type PriceCheck = {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'fail';
  readonly detail: string;
  /** What to do about it; null when there is nothing to do. */
  readonly hint: string | null;
};

export type PricesVerifyReport = ReportHead<'prices-verify', 'verified' | 'warned' | 'failed'> & {
  readonly checks: readonly PriceCheck[];
};

/**
 * What can be said of the prices without asking anybody: that the snapshot is the one that was released, how old it
 * and the project's own prices are, and how each model the prompts name is matched.
 */
export function verifyPrices(words: readonly string[], context: Context): Promise<PricesVerifyReport> {
  if (words.length > 0)
    throw new PromptopsError('usage', `"prices verify" takes no "${words[0]}".`, {
      hint: 'It checks the snapshot, the project’s own prices and every model the prompts name.',
    });
  return withProject(context, {}, async ({ source, project }) => {
    refuseFaults(project.faults);
    const book = await loadPrices();
    const checks = [
      await checkDigest(),
      checkAge('snapshot', book.date, context.now(), 'Upgrade promptops for newer prices.'),
      ...checkOwn(project, context.now()),
      ...checkModels(project, book),
    ];
    const has = (status: PriceCheck['status']) => checks.some((check) => check.status === status);
    return {
      kind: 'prices-verify',
      schemaVersion: 1,
      tool,
      verdict: has('fail') ? 'failed' : has('warning') ? 'warned' : 'verified',
      exitCode: has('fail') ? 1 : 0,
      source: await source,
      checks,
    };
  });
}

const check = (
  name: string,
  status: PriceCheck['status'],
  detail: string,
  hint: string | null = null,
): PriceCheck => ({ name, status, detail, hint });

async function checkDigest(): Promise<PriceCheck> {
  const { digest, ...rest } = await loadSnapshot();
  const models = Object.keys(rest.models).length;
  return sha256(canonicalJson(rest)) === digest
    ? check('digest', 'ok', `${models} models, ${digest.slice(0, 19)}…, from ${rest.sources.join(' and ')}`)
    : check('digest', 'fail', 'the price snapshot is not the one it says it is', 'Install promptops again.');
}

function checkAge(name: string, date: string, now: Date, hint: string): PriceCheck {
  const age = ageInDays(date, now);
  const detail = `${date}, ${age} ${age === 1 ? 'day' : 'days'} old`;
  return age > staleAfterDays ? check(name, 'warning', detail, hint) : check(name, 'ok', detail);
}

function checkOwn({ config: { pricing } }: Project, now: Date): readonly PriceCheck[] {
  if (!pricing) return [check('own prices', 'ok', `none, there is no ${pricingPath}`)];
  const count = Object.keys(pricing.models).length;
  const money = pricing.currency === 'USD' ? 'USD' : `${pricing.currency} at ${pricing.rate} USD`;
  const stated = check('own prices', 'ok', `${count} ${count === 1 ? 'model' : 'models'} in ${money}`);
  const hint = `Look them up and set "date" in ${pricingPath}.`;
  return pricing.date === null ? [stated] : [stated, checkAge('own prices', pricing.date, now, hint)];
}

/** How each model that a prompt asks is priced. */
function checkModels(project: Project, book: PriceBook): readonly PriceCheck[] {
  const used = new Set(
    project.prompts.flatMap((file) => modelsOf(file, project.configFile).map(({ id }) => id)),
  );
  return [...used].sort(byCodePoint).map((id) => {
    const match = book.find(id, project.config);
    if (!match) {
      const hint = nearestModel(book, id, project.config) ?? `State its price in ${pricingPath}.`;
      return check(id, 'warning', 'unpriced, which is not free', hint);
    }
    if (match.match === 'prefix')
      return check(
        id,
        'warning',
        `priced as ${match.model}, its name without the date`,
        `State its price in ${pricingPath} if it differs.`,
      );
    const where = match.model === id ? '' : `, as ${match.model}`;
    return check(id, 'ok', `${match.match}${where}`);
  });
}
