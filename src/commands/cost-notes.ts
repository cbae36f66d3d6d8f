import type { PromptSide } from '../cost/prompt-side.ts';
import { ageInDays, type PriceBook, staleAfterDays } from '../meter/prices.ts';

const mostNamed = 5;

/** What a reader must know of the prices: how old they are, which model was matched by half its name, what has no batch price. */
export function priceNotes(sides: readonly PromptSide[], prices: PriceBook, now: Date): readonly string[] {
  const age = ageInDays(prices.date, now);
  const matches = sides.map((side) => ({ side, match: side.priceOf(side.model) }));
  const nearly = matches.flatMap(({ side, match }) =>
    match?.match === 'prefix' ? [`"${side.model}" as "${match.model}"`] : [],
  );
  const unbatched = matches.flatMap(({ side, match }) =>
    match && match.price.batchFactor === null && side.traffic.batchShare > 0n ? [side.model] : [],
  );
  return [
    ...(age > staleAfterDays
      ? [`The price list is ${age} days old (${prices.date}): a newer promptops has a newer one.`]
      : []),
    ...(nearly.length > 0 ? [`Priced by the start of the name: ${named(nearly)}.`] : []),
    ...(unbatched.length > 0
      ? [`No batch price is known for ${named(unbatched)}: calls in batches are priced as any other.`]
      : []),
  ];
}

function named(all: readonly string[]): string {
  const names = [...new Set(all)];
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  return names.slice(0, mostNamed).join(', ') + more;
}
