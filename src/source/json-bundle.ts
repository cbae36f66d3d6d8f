import { type ArchiveFiles, type ArchiveLimits, createCollector, refusal } from './archive-files.ts';

/** The files of a bundle as one JSON object, path → text, for whoever bundles an application for the edge. */
export const packJson = (files: ArchiveFiles): Uint8Array => {
  const texts = [...files].map(([path, bytes]) => [path, decoder.decode(bytes)]);
  return new TextEncoder().encode(`${JSON.stringify(Object.fromEntries(texts), null, 1)}\n`);
};

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The files of such an object, which may come from anybody. Throws what `readOrRefuse` turns into a problem. */
export function unpackJson(bytes: Uint8Array, limits: ArchiveLimits): ArchiveFiles {
  const collector = createCollector(limits);
  for (const [path, text] of Object.entries(parse(bytes))) {
    if (typeof text !== 'string') throw refusal('archive/not-a-file', `"${path}" is no text.`);
    const content = new TextEncoder().encode(text);
    collector.announce(path, content.length);
    collector.add(path, content);
  }
  return collector.files;
}

function parse(bytes: Uint8Array): object {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    throw refusal('archive/unreadable', 'It is no JSON in UTF-8, or it is damaged.');
  }
  throw refusal('archive/unreadable', 'It is no JSON object of files by path.');
}
