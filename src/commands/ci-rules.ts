import type { RuleNote } from '../lint/report.ts';

/** What `ci` finds that no part of it does, explained. */
export const ciRules = {
  'policy-changed': {
    level: 'warning',
    summary: 'The change touches what it is judged by.',
    why: 'Config, prices, traffic, accepted findings, approvals and judges are read at the base: nobody loosens their own gate. What is changed in them holds once it is merged.',
    fix: 'Nothing, where it is meant. Where a prompt needs it, merge it first, in a change of its own.',
  },
  'code-changed': {
    level: 'warning',
    summary: 'A file that may run as code is another one than at the base.',
    why: 'The base says which files may run; what they do is the change’s.',
    fix: 'Read it before you merge.',
  },
  'recording-changed': {
    level: 'error',
    summary: 'A recorded answer is another one, though nothing else was asked.',
    why: 'Recordings are the evidence that golden cases pass. An answer to the same request changes when somebody asks again, or writes it by hand.',
    fix: 'Restore it from the base, or have it approved: in promptops.approvals.yaml at the base, or by the label that `--approve-label` names.',
  },
  'prompt-untested': {
    level: 'error',
    summary: 'A changed prompt that is active has no case that runs.',
    why: 'Nothing says that it still does what it is for.',
    fix: 'Add a case to its test file, or set `status: draft` until it has one.',
  },
  'not-evaluated': {
    level: 'error',
    summary: 'Cases of a prompt have no answer to look at.',
    why: 'Their requests have changed since they were recorded, and nobody was asked: there is no evidence for or against the change.',
    fix: 'Record them: `promptops test <prompt> --replay record`, and commit what it writes.',
  },
  'part-failed': {
    level: 'error',
    summary: 'A part of the checks could not be run.',
    why: 'An error is never a pass.',
    fix: 'Mend what it says and run again.',
  },
} as const satisfies Readonly<Record<string, Omit<RuleNote, 'id'>>>;

export type CiRule = keyof typeof ciRules;
