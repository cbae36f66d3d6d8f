import type { Rule } from '../rule.ts';
import { apiStale } from './api-stale.ts';
import { costCachePrefix } from './cost-cache-prefix.ts';
import { costTokenBudget } from './cost-token-budget.ts';
import { idCollision } from './id-collision.ts';
import { idFormat } from './id-format.ts';
import { idUnmatchedGlob } from './id-unmatched-glob.ts';
import { localeDrift } from './locale-drift.ts';
import { localeOutputContract } from './locale-output-contract.ts';
import { localeVariables } from './locale-variables.ts';
import { metaOwnerMissing } from './meta-owner-missing.ts';
import { metaSunsetPassed } from './meta-sunset-passed.ts';
import { modelContextOverflow } from './model-context-overflow.ts';
import { modelMissing } from './model-missing.ts';
import { modelRetired } from './model-retired.ts';
import { modelUnknown } from './model-unknown.ts';
import { modelUnpinned } from './model-unpinned.ts';
import { modelUnpriced } from './model-unpriced.ts';
import { modelUnsupportedParam } from './model-unsupported-param.ts';
import { outputMaxTokensMissing } from './output-max-tokens-missing.ts';
import { outputMaxTokensTooLow } from './output-max-tokens-too-low.ts';
import { outputNoSchema } from './output-no-schema.ts';
import { outputUnsupportedSchema } from './output-unsupported-schema.ts';
import { overlayUnknownMessage } from './overlay-unknown-message.ts';
import { recordingsOrphan } from './recordings-orphan.ts';
import { recordingsSecret } from './recordings-secret.ts';
import { recordingsStale } from './recordings-stale.ts';
import { schemaAlias } from './schema-alias.ts';
import { schemaDuplicateKey } from './schema-duplicate-key.ts';
import { schemaEncoding } from './schema-encoding.ts';
import { schemaInvalid } from './schema-invalid.ts';
import { schemaUnknownKey } from './schema-unknown-key.ts';
import { schemaYamlGotcha } from './schema-yaml-gotcha.ts';
import { securityHiddenUnicode } from './security-hidden-unicode.ts';
import { securityPii } from './security-pii.ts';
import { securityRemoteInclude } from './security-remote-include.ts';
import { securitySecret } from './security-secret.ts';
import { securitySpecialToken } from './security-special-token.ts';
import { securityUntrustedInSystem } from './security-untrusted-in-system.ts';
import { securityUntrustedUndelimited } from './security-untrusted-undelimited.ts';
import { suppressionInvalid } from './suppression-invalid.ts';
import { suppressionUnused } from './suppression-unused.ts';
import { templateBraceCollision } from './template-brace-collision.ts';
import { templateDeadBranch } from './template-dead-branch.ts';
import { templateDynamicPartial } from './template-dynamic-partial.ts';
import { templateMissingPartial } from './template-missing-partial.ts';
import { templateObjectInText } from './template-object-in-text.ts';
import { templatePartialCycle } from './template-partial-cycle.ts';
import { templateSyntax } from './template-syntax.ts';
import { templateUndefinedVariable } from './template-undefined-variable.ts';
import { templateUnknownHelper } from './template-unknown-helper.ts';
import { templateUnusedVariable } from './template-unused-variable.ts';
import { testsAssertionInvalid } from './tests-assertion-invalid.ts';
import { testsDuplicateCase } from './tests-duplicate-case.ts';
import { testsDuplicateId } from './tests-duplicate-id.ts';
import { testsExpectedLeak } from './tests-expected-leak.ts';
import { testsJudgeSameModel } from './tests-judge-same-model.ts';
import { testsNoAssertion } from './tests-no-assertion.ts';
import { testsNondeterministic } from './tests-nondeterministic.ts';
import { testsNone } from './tests-none.ts';
import { testsOnlyOrSkip } from './tests-only-or-skip.ts';
import { testsUncoveredBranch } from './tests-uncovered-branch.ts';
import { testsUnknownAssertion } from './tests-unknown-assertion.ts';
import { testsVariableMissing } from './tests-variable-missing.ts';
import { testsVariableType } from './tests-variable-type.ts';
import { testsWeakAssertion } from './tests-weak-assertion.ts';
import { varsDefaultMismatch } from './vars-default-mismatch.ts';
import { varsExampleMismatch } from './vars-example-mismatch.ts';
import { varsNoDescription } from './vars-no-description.ts';
import { varsNoType } from './vars-no-type.ts';
import { varsSensitiveUntagged } from './vars-sensitive-untagged.ts';
import { varsUnboundedString } from './vars-unbounded-string.ts';

/** Every rule, in the order of the catalogue. A new rule is one file and one line here. */
export const rules: readonly Rule[] = [
  schemaInvalid,
  schemaUnknownKey,
  schemaDuplicateKey,
  schemaYamlGotcha,
  schemaAlias,
  schemaEncoding,
  idCollision,
  idFormat,
  idUnmatchedGlob,
  templateDynamicPartial,
  templateSyntax,
  templateUndefinedVariable,
  templateUnusedVariable,
  templateUnknownHelper,
  templateMissingPartial,
  templatePartialCycle,
  templateObjectInText,
  templateBraceCollision,
  templateDeadBranch,
  varsNoType,
  varsDefaultMismatch,
  varsExampleMismatch,
  varsNoDescription,
  varsUnboundedString,
  varsSensitiveUntagged,
  outputNoSchema,
  outputUnsupportedSchema,
  outputMaxTokensMissing,
  outputMaxTokensTooLow,
  modelUnknown,
  modelMissing,
  modelUnpinned,
  modelRetired,
  modelUnsupportedParam,
  modelContextOverflow,
  modelUnpriced,
  testsNone,
  testsNoAssertion,
  testsWeakAssertion,
  testsVariableMissing,
  testsVariableType,
  testsDuplicateCase,
  testsDuplicateId,
  testsNondeterministic,
  testsJudgeSameModel,
  testsUncoveredBranch,
  testsExpectedLeak,
  testsOnlyOrSkip,
  testsAssertionInvalid,
  testsUnknownAssertion,
  recordingsStale,
  recordingsOrphan,
  recordingsSecret,
  localeDrift,
  localeVariables,
  localeOutputContract,
  overlayUnknownMessage,
  securitySecret,
  securityRemoteInclude,
  securityHiddenUnicode,
  securityUntrustedInSystem,
  securityUntrustedUndelimited,
  securitySpecialToken,
  securityPii,
  costTokenBudget,
  costCachePrefix,
  metaOwnerMissing,
  metaSunsetPassed,
  apiStale,
  suppressionUnused,
  suppressionInvalid,
];
