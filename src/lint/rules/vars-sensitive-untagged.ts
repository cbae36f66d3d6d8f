import { recordOf, textsOf } from '../../model/shape.ts';
import { type DeclaredInput, inputsOf } from '../inputs.ts';
import type { Rule } from '../rule.ts';

/** Whole names, with or without a word before them: `token_count`, `email_subject` and `passport_rules` are none. */
const sensitive = new RegExp(
  '(?:^|_)(?:ssn|social_security_number|social_security|password|passphrase|api_?key|secret_key|client_secret' +
    '|(?:access|auth|bearer|api|session|refresh)_token|phone_number|mobile_number|iban|credit_card|card_number' +
    '|credit_card_number|cvv|cvc|passport_number|date_of_birth|birth_?date|dob|national_id|tax_id|e?mail_address' +
    '|user_e?mail|contact_e?mail)$',
);
const whole = /^(?:token|secret|phone|email)$/;
const ofMail = /(?:^|_)email$/;

export const varsSensitiveUntagged: Rule = {
  id: 'vars/sensitive-untagged',
  severity: 'warning',
  preset: 'recommended',
  summary: 'Inputs that hold personal data or secrets are marked `sensitive: true`.',
  why: 'Only a marked value is kept out of recordings, journals and reports, which are committed and shared.',
  fix: 'Add `sensitive: true`, or `sensitive: false` if the name only looks like it. Further names go into the option `names`.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: { names: { type: 'array', items: { type: 'string' } } },
  },
  examples: {
    good: [
      'inputs: { ssn: { type: string, sensitive: true } }\nmessages:\n  - { role: user, content: "Check {{ssn}}" }',
      'inputs: { token_count: { type: integer } }\nmessages:\n  - { role: user, content: "Use {{token_count}}" }',
      'inputs: { email: { type: string, description: The message to sum up. } }\nmessages:\n  - { role: user, content: "{{email}}" }',
    ],
    bad: [
      'inputs: { ssn: { type: string } }\nmessages:\n  - { role: user, content: "Check {{ssn}}" }',
      'inputs: { userEmail: { type: string } }\nmessages:\n  - { role: user, content: "Write to {{userEmail}}" }',
      'inputs: { email: { type: string, format: email } }\nmessages:\n  - { role: user, content: "Write to {{email}}" }',
    ],
  },
  *check({ prompt }, options) {
    if (!prompt) return;
    const names = textsOf(recordOf(options)?.['names']);
    for (const input of inputsOf(prompt)) {
      if (Object.hasOwn(input.spec, 'sensitive') || !(names.includes(input.name) || looksSensitive(input)))
        continue;
      yield {
        at: input.place(),
        message: `Input "${input.name}" looks sensitive and is not marked.`,
        hint: 'Add "sensitive: true", or "sensitive: false" if it is not.',
      };
    }
  },
};

function looksSensitive({ name, spec }: DeclaredInput): boolean {
  if (spec['type'] !== undefined && spec['type'] !== 'string') return false;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
  // An "email" may be the address or the letter: only an address is personal by itself.
  if (ofMail.test(words)) return spec['format'] === 'email' || (sensitive.test(words) && !isLetter(spec));
  return sensitive.test(words) || whole.test(words);
}

const isLetter = (spec: DeclaredInput['spec']): boolean =>
  spec['maxTokens'] !== undefined || (typeof spec['maxLength'] === 'number' && spec['maxLength'] > 320);
