import { expect, it } from 'vitest';
import { rules } from '../../src/lint/rules/registry.ts';

/**
 * The catalogue as it was designed: `*` is on in every preset, E an error, W a warning, `s` on in strict alone. What
 * stops other commands (a template that does not parse, an example that does not fit) is on everywhere.
 */
const catalogue = `
schema/invalid *E · schema/unknown-key *E · schema/duplicate-key *E · schema/yaml-gotcha *E · schema/alias *E
schema/encoding *E · id/collision *E · id/format W · id/unmatched-glob *E
template/syntax *E · template/undefined-variable *E · template/unused-variable W · template/unknown-helper *E
template/missing-partial *E · template/partial-cycle *E · template/dynamic-partial *E · template/object-in-text *E
template/brace-collision *E · template/dead-branch W
vars/no-type *E · vars/default-mismatch *E · vars/example-mismatch *E · vars/no-description sW
vars/unbounded-string sW · vars/sensitive-untagged W
output/no-schema W · output/unsupported-schema *E · output/max-tokens-missing sW · output/max-tokens-too-low W
model/unknown *E · model/missing *E · model/unpinned sW · model/retired W · model/unsupported-param *E
model/context-overflow *E · model/unpriced W
tests/none *E · tests/no-assertion *E · tests/weak-assertion W · tests/variable-missing *E · tests/variable-type *E
tests/duplicate-case W · tests/duplicate-id *E · tests/nondeterministic W · tests/judge-same-model W
tests/uncovered-branch sW · tests/expected-leak W · tests/only-or-skip E · tests/assertion-invalid *E
tests/unknown-assertion *E
recordings/stale W · recordings/orphan W · recordings/secret *E
locale/drift W · locale/variables *E · locale/output-contract W · overlay/unknown-message *E
security/secret *E · security/hidden-unicode *E · security/untrusted-in-system E · security/untrusted-undelimited W
security/special-token W · security/remote-include *E · security/pii W
cost/token-budget W · cost/cache-prefix W · meta/owner-missing sW · meta/sunset-passed W
api/stale W
suppression/unused W · suppression/invalid *E`;

const marks = { minimal: '*', recommended: '', strict: 's' } as const;

it('has every rule of the catalogue, with its level and preset', () => {
  const designed = catalogue.trim().split(/\n| · /);
  const present = rules.map(
    ({ id, severity, preset }) => `${id} ${marks[preset]}${severity === 'error' ? 'E' : 'W'}`,
  );
  expect([...present].sort()).toEqual([...designed].sort());
});

it('locks what the loader refuses', () => {
  expect(
    rules
      .filter(({ locked }) => locked)
      .map(({ id }) => id)
      .sort(),
  ).toEqual([
    'schema/alias',
    'schema/duplicate-key',
    'schema/encoding',
    'security/remote-include',
    'template/dynamic-partial',
  ]);
});
