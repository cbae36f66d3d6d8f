import { recordOf, textOf } from '../model/shape.ts';

/** What the annotated tag `<name>@<version>` of a release says. */
export type ReleaseMessage = {
  /** For people, in one line. */
  readonly summary: string;
  /** Of the bundle; built again from the tagged commit it must be the same. */
  readonly digest: string;
  /** Version of each prompt by id: with them and the tagged commit the bundle can be built again. */
  readonly versions: Readonly<Record<string, string>>;
  /** Why the version is lower than the changes ask for; null: it is not. */
  readonly reason: string | null;
  /** Envelopes as JSON, one each. */
  readonly attestations: readonly string[];
};

/** The text of the tag: a line for people, a block of `key: value`, and the envelopes, a line each. */
export function writeReleaseMessage(release: ReleaseMessage): string {
  const { summary, digest, versions, reason, attestations } = release;
  const head = [
    `digest: ${digest}`,
    `versions: ${JSON.stringify(versions)}`,
    ...(reason === null ? [] : [`reason: ${reason.replace(/\s+/g, ' ').trim()}`]),
  ];
  const blocks = [[summary], head, ...(attestations.length === 0 ? [] : [attestations])];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** Reads what `writeReleaseMessage` wrote; null: it is the message of some other tag. */
export function readReleaseMessage(message: string): ReleaseMessage | null {
  const [summary = '', head = '', rest = ''] = message.split('\n\n');
  const lines = head.split('\n');
  const field = (name: string): string | null =>
    lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null;
  const digest = field('digest');
  const versions = recordOf(parse(field('versions') ?? ''));
  if (digest === null || !/^sha256:[0-9a-f]{64}$/.test(digest) || versions === null) return null;
  const entries = Object.entries(versions).flatMap(([id, version]) => {
    const text = textOf(version);
    return text === null ? [] : [[id, text] as const];
  });
  return {
    summary,
    digest,
    versions: Object.fromEntries(entries),
    reason: field('reason'),
    attestations: rest.split('\n').filter((line) => line !== ''),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
