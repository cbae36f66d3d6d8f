import { mapSchema } from '../../model/json-schema.ts';
import type { TemplateSite } from '../../model/prompt-file.ts';
import { recordOf } from '../../model/shape.ts';
import type { JsonSchema } from '../../render/prompt.ts';
import type { Rule } from '../rule.ts';

export const localeOutputContract: Rule = {
  id: 'locale/output-contract',
  severity: 'warning',
  preset: 'recommended',
  summary: 'Translations keep the keys of the JSON they ask for.',
  why: 'The program that reads the answer knows "reply", not "réponse".',
  fix: 'Write the keys in the translation as they stand in the schema.',
  examples: {
    good: [
      'output:\n  format: json\n  schema: { type: object, properties: { reply: { type: string } } }\nmessages:\n  - { id: ask, role: user, content: \'Reply as JSON: {"reply": string}\' }\nlocales:\n  fr: { messages: { ask: \'Réponds en JSON : {"reply": texte}\' } }',
    ],
    bad: [
      'output:\n  format: json\n  schema: { type: object, properties: { reply: { type: string } } }\nmessages:\n  - { id: ask, role: user, content: \'Reply as JSON: {"reply": string}\' }\nlocales:\n  fr: { messages: { ask: \'Réponds en JSON : {"réponse": texte}\' } }',
    ],
  },
  *check({ prompt }) {
    const schema = prompt?.prompt?.output.schema;
    if (!prompt || schema === null || schema === undefined) return;
    const keys = propertiesOf(schema);
    const base = prompt.templates.filter(({ overlay, message }) => overlay === null && message !== null);
    for (const site of prompt.templates) {
      if (site.overlay?.kind !== 'locales' || !site.message) continue;
      const source = base.filter(({ message }) => message?.id === site.message?.id);
      const named = new Set(
        source.flatMap((one) => quotedKeys(one).map(({ key }) => key)).filter((key) => keys.has(key)),
      );
      const written = quotedKeys(site);
      const kept = new Set(written.map(({ key }) => key));
      const lost = [...named].filter((key) => !kept.has(key));
      const strange = written.find(({ key }) => !keys.has(key));
      if (lost.length === 0 || !strange) continue;
      yield {
        at: site.place(strange.at, strange.at + strange.key.length + 2),
        message: `Locale "${site.overlay.key}" writes the key "${strange.key}", the schema has "${lost.join('", "')}".`,
      };
    }
  },
};

function quotedKeys(site: TemplateSite): readonly { key: string; at: number }[] {
  return [...site.source.matchAll(/"([^"\n{}]{1,60})"\s*:/g)].map((match) => ({
    key: match[1] ?? '',
    at: match.index,
  }));
}

function propertiesOf(schema: JsonSchema): ReadonlySet<string> {
  const names = new Set<string>();
  mapSchema(schema, (node) => {
    for (const name of Object.keys(recordOf(node['properties']) ?? {})) names.add(name);
    return node;
  });
  return names;
}
