import fc from 'fast-check';
import Handlebars from 'handlebars';
import { expect, it } from 'vitest';
import { PromptopsError } from '../../src/errors.ts';
import { parseTemplate } from '../../src/model/template.ts';
import { interpret } from '../../src/render/interpret.ts';
import type { Template } from '../../src/render/template.ts';
import { soaked } from '../helpers/soak.ts';
import { templateArbitrary, varsArbitrary } from './arbitrary-template.ts';
import { renderWithHandlebars } from './oracle.ts';

const numRuns = soaked(500);

type Outcome = { readonly text: string } | { readonly refused: string };

function ours(source: string, partials: Record<string, string>, vars: Record<string, unknown>): Outcome {
  const parsed = parseTemplate(source);
  const known: Record<string, Template> = {};
  for (const [name, text] of Object.entries(partials)) {
    const { template, problems } = parseTemplate(text);
    if (!template) return { refused: problems[0]?.message ?? '' };
    known[name] = template;
  }
  if (!parsed.template) return { refused: parsed.problems[0]?.message ?? '' };
  try {
    return { text: interpret(parsed.template, { vars, partials: known }) };
  } catch (error) {
    if (error instanceof PromptopsError && error.code === 'render') return { refused: error.message };
    throw error;
  }
}

/** Refusals that are Handlebars' own; the others are ours alone. */
const grammar =
  /cannot stand here|closes the block|never (opened|closed)|too (many|early)|outside of any block|must end with/;

function parses(source: string): boolean {
  try {
    Handlebars.parse(source);
    return true;
  } catch {
    return false;
  }
}

it('renders what Handlebars renders', { timeout: 30_000 + numRuns * 30 }, () => {
  let compared = 0;
  fc.assert(
    fc.property(templateArbitrary, varsArbitrary, ({ source, partials }, vars) => {
      const outcome = ours(source, partials, vars);
      if ('refused' in outcome) {
        if (grammar.test(outcome.refused))
          expect([source, ...Object.values(partials)].every(parses)).toBe(false);
        return;
      }
      compared += 1;
      expect(outcome.text).toBe(renderWithHandlebars(source, vars, partials));
    }),
    { numRuns },
  );
  // What is refused (an object printed, a list joined that is none) proves nothing.
  expect(compared).toBeGreaterThan(numRuns / 2);
});
