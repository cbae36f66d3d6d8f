import type { Rule } from '../rule.ts';

export const metaSunsetPassed: Rule = {
  id: 'meta/sunset-passed',
  severity: 'warning',
  preset: 'recommended',
  summary: 'No prompt is kept past its sunset date.',
  why: 'Callers were told that it would be gone.',
  fix: 'Remove the prompt, or move `metadata.sunset`.',
  examples: {
    good: [
      {
        prompt:
          'metadata: { status: deprecated, sunset: "2027-01-31" }\nmessages:\n  - { role: user, content: Hi }',
        facts: { today: '2026-06-01' },
      },
    ],
    bad: [
      {
        prompt:
          'metadata: { status: deprecated, sunset: "2026-01-31" }\nmessages:\n  - { role: user, content: Hi }',
        facts: { today: '2026-06-01' },
      },
    ],
  },
  *check({ prompt, facts }) {
    const sunset = prompt?.metadata.sunset ?? null;
    if (!prompt || sunset === null || facts.today === null || sunset >= facts.today) return;
    yield {
      at: prompt.file.placeOf(['metadata', 'sunset']),
      message: `The sunset date ${sunset} has passed.`,
    };
  },
};
