import type { PriceMatch } from '../meter/prices.ts';
import type { ExplainedTerm } from './report.ts';

/** The rates a call is priced with, and where they stand; `date`: of the price list. */
export function priceTerms(match: PriceMatch | null, date: string): readonly ExplainedTerm[] {
  if (!match)
    return [
      { term: 'price', value: 'unpriced', unit: 'usd', source: 'no price is known', confidence: 'assumed' },
    ];
  const { price } = match;
  const source = `${match.model} (${match.match}), ${match.date === null ? 'stated in the project' : `prices of ${date}`}`;
  const rates: readonly (readonly [string, number | null])[] = [
    ['input', price.input],
    ['output', price.output],
    ['cache read', price.cacheRead],
    ['cache write', price.cacheWrite],
    ['reasoning', price.reasoning],
  ];
  const row = (term: string, value: number, unit: ExplainedTerm['unit']): ExplainedTerm => ({
    term,
    value: String(value),
    unit,
    source,
    confidence: match.match === 'prefix' ? 'assumed' : 'listed',
  });
  return [
    ...rates.flatMap(([name, value]) =>
      value === null ? [] : [row(`price of ${name}`, value, 'usd per million tokens')],
    ),
    ...price.tiers.map(({ over, input }) =>
      row(`input over ${over} tokens`, input ?? 0, 'usd per million tokens'),
    ),
    ...(price.perThousandRequests === null
      ? []
      : [row('price of a call', price.perThousandRequests, 'usd per thousand calls')]),
  ];
}
