import { failureOf, type ModelCall, type Provider } from '../evals/provider.ts';
import type { Usage } from '../recordings/interaction.ts';
import type { Limiter, Outcome } from './limiter.ts';

/** Takes a slot for each attempt and gives it back with what the attempt taught. */
export const withLimit = (next: Provider, limiter: Limiter): Provider => ({
  id: next.id,
  async complete(call, signal) {
    const slot = await limiter.acquire(estimateTokens(call), signal);
    try {
      const completion = await next.complete(call, signal);
      slot.release({ result: 'success', usedTokens: totalOf(completion.usage) });
      return completion;
    } catch (error) {
      slot.release({ result: resultOf(error), usedTokens: null });
      throw error;
    }
  },
});

function resultOf(error: unknown): Outcome['result'] {
  const failure = failureOf(error);
  const overloaded = failure?.kind === 'rate-limit' || failure?.status === 503 || failure?.status === 529;
  return overloaded ? 'overload' : 'failure';
}

const totalOf = (usage: Usage | null): number | null =>
  usage === null ? null : usage.input.total + usage.output.total;

/** Good enough to pace by: four characters a token, a thousand tokens for a picture or sound, and the answer's bound. */
function estimateTokens({ request }: ModelCall): number {
  const parts = request.messages.flatMap((message) => message.content);
  const input = parts.reduce((sum, part) => sum + (part.type === 'text' ? part.text.length / 4 : 1000), 0);
  return Math.ceil(input) + (request.params.maxOutputTokens ?? 0);
}
