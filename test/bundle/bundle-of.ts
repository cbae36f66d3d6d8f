import { type BundleContent, buildBundle, type ReleasedPrompt } from '../../src/bundle/build-bundle.ts';
import { packPrompt } from '../../src/bundle/pack-prompt.ts';
import { promptDigest } from '../../src/model/digest.ts';
import { loadProject } from '../../src/model/project.ts';
import type { Prompt } from '../../src/render/prompt.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

export const released = (prompt: Prompt, version = '1.0.0'): ReleasedPrompt => ({
  version,
  ...packPrompt(prompt, promptDigest(prompt)),
});

/** A bundle `support` 1.2.0 of these prompts. */
export const bundleOf = (prompts: readonly Prompt[], more: Partial<BundleContent> = {}) =>
  buildBundle({
    name: 'support',
    version: '1.2.0',
    prompts: prompts.map((prompt) => released(prompt)),
    ...more,
  });

/** The prompts of a project of these files, without faults. */
export async function promptsOf(files: Readonly<Record<string, string>>): Promise<readonly Prompt[]> {
  const project = await loadProject(
    snapshotOf({ 'promptops.yaml': 'promptops: 1\nmodel: echo/x\n', ...files }),
  );
  const faults = [...project.faults, ...project.prompts.flatMap((file) => file.faults)];
  if (faults.length > 0) throw new Error(faults.map(({ message }) => message).join('\n'));
  return project.prompts.flatMap(({ prompt }) => prompt ?? []);
}

/** One prompt that has everything a prompt can have. */
export const everything: Readonly<Record<string, string>> = {
  'prompts/support/reply.prompt.yaml': `promptops: 1
model:
  id: openai/gpt-4.1-mini
  fallback: [openai/gpt-4.1]
  params: { temperature: 0.2, maxOutputTokens: 400, stopSequences: ["\\n\\n"], provider: { store: false } }
inputs:
  name: { type: string, trust: untrusted, maxLength: 80, description: Who asks., example: Ada }
  plan: { type: string, enum: [free, pro], default: free }
  articles:
    type: array
    maxItems: 6
    items: { type: object, required: [title], properties: { title: { type: string }, body: { type: string } } }
  code: { type: string, pattern: "^[A-Z]{3}$", optional: true }
  conversation: { type: messages, optional: true }
  screenshot: { type: image, optional: true }
output: { format: json, name: reply, strict: true, schema: { type: object, properties: { z: { type: string }, a: { type: string } } } }
tools:
  - name: get_order
    description: Finds an order.
    parameters: { type: object, properties: { id: { type: string } } }
toolChoice: { tool: get_order }
examples:
  - { id: one, input: { name: Lin, articles: [] }, output: { z: last first, a: then a } }
messages:
  - { id: system, role: system, cache: true, content: "Be kind.\\n{{> tone}}\\n" }
  - examples: true
  - { history: conversation, last: 4 }
  - id: user
    role: user
    content:
      - text: "{{#each articles as |article|}}- {{article.title}} ({{../plan}})\\n{{else}}none\\n{{/each}}{{fence name name=\\"who\\"}}"
      - image: "{{screenshot}}"
locales:
  fr: { messages: { system: "Sois gentil. {{> tone}}" } }
variants:
  terse: { params: { maxOutputTokens: 40 }, inputs: { plan: { default: pro } } }
models:
  anthropic/*: { params: { temperature: 0 }, output: { strict: false } }
`,
  'prompts/support/triage.prompt.yaml': 'promptops: 1\nmessages: [{ role: user, content: "Sort: hello" }]\n',
  'partials/tone.hbs': 'Kindly, {{name}}.\n',
};
