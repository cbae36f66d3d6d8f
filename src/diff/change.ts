import type { ExampleProject } from '../model/example-project.ts';
import type { Finding } from '../model/finding.ts';
import type { Place } from '../model/place.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { YamlPath } from '../model/yaml-file.ts';
import type { Json, Prompt } from '../render/prompt.ts';
import type { Template } from '../render/template.ts';
import type { Facts } from './facts.ts';

/** What a change does: someone's code stops working; the model may behave otherwise; neither. */
export type Level = 'breaking' | 'dangerous' | 'safe';

/** Whom it concerns: code that renders; also code that reads the answer; all that is sent to the model; the project alone. */
export type Audience = 'caller' | 'consumer' | 'behavior' | 'meta';

export type Bump = 'major' | 'minor' | 'patch' | 'none';

/** Worst first. */
export const levels = ['breaking', 'dangerous', 'safe'] as const satisfies readonly Level[];
export const bumps = ['major', 'minor', 'patch', 'none'] as const satisfies readonly Bump[];

/** One kind of change: its usual rank, why it matters, and examples that run as tests and feed `promptops explain`. */
export type ChangeKind = {
  readonly id: string;
  readonly audience: Audience;
  readonly level: Level;
  readonly bump: Bump;
  /** What happened, in one sentence. */
  readonly summary: string;
  readonly why: string;
  /** What to do about it, or how to make it without harm. */
  readonly advice: string;
  readonly examples: readonly ChangeExample[];
};

/** A project before and after; the change is found between them. */
export type ChangeExample = {
  readonly before: ExampleProject;
  readonly after: ExampleProject;
  /** Kinds found beside it; absent: none. */
  readonly also?: readonly string[];
  readonly level?: Level;
  readonly facts?: Partial<Facts>;
};

/** One thing that differs, as a comparison found it. */
export type Difference = {
  readonly kind: ChangeKind;
  readonly at: Place;
  readonly message: string;
  /** What it is about (an input, a message, a parameter); with before and after it names the change. */
  readonly about: string;
  readonly before?: Json;
  readonly after?: Json;
  readonly hint?: string;
  /** Over the kind's own, where the direction decides. */
  readonly level?: Level;
  readonly bump?: Bump;
};

/** What is sent and how the answer is read, before and after. */
export type Sides = {
  readonly before: Prompt;
  readonly after: Prompt;
  /** Indexes of the messages that were marked `guard: true`. */
  readonly guards: ReadonlySet<number>;
  /** Where a path of the prompt file stands at head, in the file that says it; of its nearest ancestor when it is gone. */
  at(path: YamlPath): Place;
  /** Where characters of a template stand that is written within `around`; null: it is not. */
  inTemplate(template: Template, around: Place, span: readonly [start: number, end: number]): Place | null;
  placeOfPartial(name: string): Place;
  /** What stands at a path of the prompt file itself, before and after: the name of a file rather than what is in it. */
  written(path: YamlPath): { readonly before: unknown; readonly after: unknown };
};

/** Two readings of one prompt with all that is said about it. */
export type Files = { readonly before: PromptFile; readonly after: PromptFile; readonly facts: Facts };

/** What `promptops diff` reports: a finding that also says whom it concerns and what it asks of the version. */
export type Change = Omit<Finding, 'level' | 'fix'> & {
  readonly level: Level;
  readonly audience: Audience;
  readonly bump: Bump;
  /** Absent: there was nothing, or it is no value. */
  readonly before?: Json;
  readonly after?: Json;
};
