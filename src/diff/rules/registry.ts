import type { ChangeKind } from '../change.ts';
import type { BehaviorComparison, FileComparison } from '../comparison.ts';
import { cachePrefixComparison } from './cache-prefix.ts';
import { evidenceComparison } from './evidence.ts';
import { examplesComparison } from './examples.ts';
import { gateLoosened } from './gates.ts';
import { inputsComparison } from './inputs.ts';
import { lifecycleKinds } from './lifecycle.ts';
import { messagesComparison } from './messages.ts';
import { metadataComparison } from './metadata.ts';
import { modelComparison } from './model.ts';
import { outputComparison } from './output.ts';
import { overlayKinds } from './overlays.ts';
import { testsComparison } from './tests.ts';
import { textComparison } from './text.ts';
import { toolsComparison } from './tools.ts';
import { behaviorChanged } from './unnamed.ts';

/** What the digest covers. */
export const behaviorComparisons: readonly BehaviorComparison[] = [
  inputsComparison,
  outputComparison,
  toolsComparison,
  modelComparison,
  messagesComparison,
  examplesComparison,
  textComparison,
  cachePrefixComparison,
];

/** What it does not. */
export const fileComparisons: readonly FileComparison[] = [
  metadataComparison,
  testsComparison,
  evidenceComparison,
];

/** Every kind of change there is, by id. */
export const changeKinds: readonly ChangeKind[] = [
  ...lifecycleKinds,
  ...behaviorComparisons.flatMap(({ kinds }) => kinds),
  ...overlayKinds,
  ...fileComparisons.flatMap(({ kinds }) => kinds),
  gateLoosened,
  behaviorChanged,
];
