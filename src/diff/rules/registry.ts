import type { ChangeKind } from '../change.ts';
import type { BehaviorComparison, FileComparison } from '../comparison.ts';
import { examplesComparison } from './examples.ts';
import { lifecycleKinds } from './lifecycle.ts';
import { messagesComparison } from './messages.ts';
import { modelComparison } from './model.ts';
import { textComparison } from './text.ts';
import { behaviorChanged } from './unnamed.ts';

/** What the digest covers. */
export const behaviorComparisons: readonly BehaviorComparison[] = [
  modelComparison,
  messagesComparison,
  examplesComparison,
  textComparison,
];

/** What it does not. */
export const fileComparisons: readonly FileComparison[] = [];

/** Every kind of change there is, by id. */
export const changeKinds: readonly ChangeKind[] = [
  ...lifecycleKinds,
  ...[...behaviorComparisons, ...fileComparisons].flatMap(({ kinds }) => kinds),
  behaviorChanged,
];
