import { formatUsd } from '../meter/money.ts';
import { minimumPrefix } from './cache-prefix.ts';
import { answerOf, batchFactorOf, cacheableOf, costOfCalls, type Quote } from './call-cost.ts';
import { priceTerms } from './price-terms.ts';
import type { PromptSide } from './prompt-side.ts';
import type { Cell, PromptTraffic, TrafficKey } from './prompt-traffic.ts';
import { fromRatio, one } from './ratio.ts';
import type { ExplainedMarket, ExplainedTerm } from './report.ts';
import { meanInput, mixRequests, type Sheet, type SheetRequest } from './sheet.ts';
import { trafficPath } from './traffic.ts';

/** Every term of the formula of a call's cost, with where it comes from and how sure it is, market by market. */
export async function explainPrompt(
  side: PromptSide,
  prices: { readonly date: string },
): Promise<readonly ExplainedMarket[]> {
  const explained: ExplainedMarket[] = [];
  const match = side.priceOf(side.model);
  for (const cell of byLocale(side.traffic.cells)) {
    const { sheet, output } = await side.measure(side.model, cell.locale);
    const quote: Quote = { sheet, output, price: match?.price ?? null, traffic: side.traffic };
    explained.push({
      market: cell.market,
      locale: cell.locale,
      terms: [
        ...inputTerms(quote),
        ...cacheTerms(quote),
        ...outputTerms(quote),
        ...priceTerms(match, prices.date),
        ...factorTerms(quote),
        ...sums(quote, cell),
      ],
    });
  }
  return explained;
}

/** Markets that are served in one text are explained together. */
function byLocale(cells: readonly Cell[]): readonly Cell[] {
  const locales = [...new Set(cells.map(({ locale }) => locale))];
  return locales.map((locale) => {
    const alike = cells.filter((cell) => cell.locale === locale);
    const names = alike.flatMap(({ market }) => market ?? []);
    const share = alike.reduce((sum, cell) => sum + cell.share, 0n);
    return { market: names.length === 0 ? null : names.join(', '), locale, share };
  });
}

const mean = (requests: readonly SheetRequest[], of: (request: SheetRequest) => number): number =>
  Math.round(requests.reduce((sum, request) => sum + of(request), 0) / requests.length);

const bases: Readonly<Record<Sheet['basis'], string>> = {
  cases: 'golden cases',
  examples: 'few-shot inputs: there is no case',
  assumed: 'assumed: there is no case',
};

function inputTerms({ sheet, traffic }: Quote): readonly ExplainedTerm[] {
  const { requests, confidence, basis, partConfidence: sure } = sheet;
  const counted = `${requests.length} ${requests.length === 1 ? 'request' : 'requests'}, ${bases[basis]}`;
  const tokens = (
    term: string,
    value: number,
    source: string,
    known: ExplainedTerm['confidence'] = sure.text,
  ) => ({ term, value: String(value), unit: 'tokens', source, confidence: known }) as const;
  const names = Object.keys(requests[0]?.vars ?? {});
  const variables = names.map((name) => {
    const stated = traffic.vars[name];
    const measured = mean(requests, ({ vars }) => vars[name] ?? 0);
    return stated
      ? { ...tokens(`variable ${name}`, Math.round(stated.mean), said(traffic, 'vars'), 'stated'), measured }
      : { ...tokens(`variable ${name}`, measured, counted), measured };
  });
  const own = variables.reduce((sum, { measured }) => sum + measured, 0);
  const text = mean(requests, (request) => request.text);
  const others = [
    tokens(
      'history',
      mean(requests, ({ history }) => history),
      counted,
    ),
    tokens('examples', sheet.examples, 'prompt file'),
    tokens('tools and output schema', sheet.tools, 'prompt file', sure.tools),
    tokens(
      'media',
      mean(requests, ({ media }) => media),
      counted,
      'assumed',
    ),
  ];
  const mixed = mixRequests(sheet, traffic.vars);
  return [
    tokens('static text', Math.max(0, text - own), 'prompt file'),
    ...variables.map(({ measured: _measured, ...term }) => term),
    ...others.filter(({ value }) => value !== '0'),
    tokens(
      'overhead',
      mean(requests, ({ overhead }) => overhead),
      'roles and separators',
    ),
    ...sheet.uncounted.map((what) => ({
      term: what,
      value: '?',
      unit: 'tokens' as const,
      source: 'sent, but no public rule says how it is counted',
      confidence: 'assumed' as const,
    })),
    tokens(
      '= input',
      meanInput(mixed),
      `${sheet.counter}; the largest request: ${Math.max(...mixed.map(({ input }) => input))}`,
      confidence,
    ),
  ];
}

function cacheTerms({ sheet, traffic }: Quote): readonly ExplainedTerm[] {
  const { prefix } = sheet;
  const length = prefix.text + prefix.examples + prefix.tools;
  const least = minimumPrefix(sheet.model);
  const source =
    length < least
      ? `the static start has ${length}, the provider caches from ${least}`
      : 'the static start of the request';
  return [
    {
      term: 'cacheable',
      value: String(cacheableOf(sheet)),
      unit: 'tokens',
      source,
      confidence: sheet.confidence,
    },
    rate('cacheHitRate', traffic, 0),
  ];
}

function outputTerms({ output, traffic }: Quote): readonly ExplainedTerm[] {
  const { total, reasoning } = answerOf(output, traffic);
  const isStated = traffic.outputTokens !== null;
  const range = output.high === null ? `${output.low} or more` : `90 %: ${output.low} to ${output.high}`;
  const source = isStated ? said(traffic, 'outputTokens') : `${output.source} (${range})`;
  const confidence = isStated ? 'stated' : output.confidence;
  return [
    { term: 'output', value: String(total), unit: 'tokens', source, confidence },
    ...(reasoning > 0
      ? [
          {
            term: 'of it reasoning',
            value: String(reasoning),
            unit: 'tokens',
            source: output.source,
            confidence,
          } as const,
        ]
      : []),
  ];
}

function factorTerms({ traffic, price }: Quote): readonly ExplainedTerm[] {
  return [
    rate('batchShare', traffic, 0),
    ...(price && traffic.batchShare > 0n
      ? [
          {
            term: 'batchFactor',
            value: String(fromRatio(batchFactorOf(price))),
            unit: 'factor',
            source: 'price list',
            confidence: 'listed',
          } as const,
        ]
      : []),
    rate('retryRate', traffic, 0),
  ];
}

function rate(
  key: 'cacheHitRate' | 'batchShare' | 'retryRate',
  traffic: PromptTraffic,
  usual: number,
): ExplainedTerm {
  const isStated = traffic.sources[key] !== undefined;
  return {
    term: key,
    value: String(isStated ? fromRatio(traffic[key]) : usual),
    unit: 'share',
    source: isStated ? said(traffic, key) : 'nobody said',
    confidence: isStated ? 'stated' : 'assumed',
  };
}

/** Where in the traffic file a number stands. */
const said = ({ sources }: PromptTraffic, key: TrafficKey): string => {
  const source = sources[key] ?? 'defaults';
  return source.startsWith('--') ? source : `${trafficPath}, ${source}`;
};

function sums(quote: Quote, { share }: Cell): readonly ExplainedTerm[] {
  const { calls } = quote.traffic;
  const usd = (term: string, value: bigint | null, source: string): ExplainedTerm => ({
    term,
    value: value === null ? 'unpriced' : formatUsd(value),
    unit: 'usd',
    source,
    confidence: quote.sheet.confidence,
  });
  const perCall = usd('= a call', costOfCalls(quote, one), 'each request priced for itself, then the mean');
  if (calls === null) return [perCall];
  const here = (calls * share) / one;
  return [
    perCall,
    {
      term: 'calls a month',
      value: String(fromRatio(here)),
      unit: 'calls',
      source: said(quote.traffic, 'callsPerMonth'),
      confidence: 'stated',
    },
    usd('= a month', costOfCalls(quote, here), 'a call × calls'),
  ];
}
