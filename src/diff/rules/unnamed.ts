import type { ChangeKind } from '../change.ts';

/** The net below all other kinds: a digest never changes in silence. A property test holds that nothing falls in. */
export const behaviorChanged: ChangeKind = {
  id: 'behavior-changed',
  audience: 'behavior',
  level: 'dangerous',
  bump: 'patch',
  summary: 'The digest changed in a way that no other kind of change names.',
  why: 'Something that is sent differs, and this version cannot say what.',
  advice: 'Compare both versions: promptops show <prompt> --format json --ref <ref>. Please report it.',
  examples: [],
};
