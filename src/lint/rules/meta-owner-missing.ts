import { fileStart } from '../../model/place.ts';
import { recordOf } from '../../model/shape.ts';
import type { Rule } from '../rule.ts';

export const metaOwnerMissing: Rule = {
  id: 'meta/owner-missing',
  severity: 'warning',
  preset: 'strict',
  summary: 'Every prompt names its owner.',
  why: 'When it breaks at night, somebody must know whom to ask.',
  fix: 'Add `metadata: { owner: "@team" }`.',
  examples: {
    good: ['metadata: { owner: "@acme/support" }\nmessages:\n  - { role: user, content: Hi }'],
    bad: ['messages:\n  - { role: user, content: Hi }'],
  },
  *check({ prompt }) {
    if (!prompt || prompt.file.value === undefined || prompt.metadata.owner !== null) return;
    const hasMetadata = recordOf(recordOf(prompt.file.value)?.['metadata']) !== null;
    const at = hasMetadata ? prompt.file.placeOf(['metadata'], 'key') : fileStart(prompt.path);
    yield { at, message: `Prompt "${prompt.id}" names no owner.` };
  },
};
