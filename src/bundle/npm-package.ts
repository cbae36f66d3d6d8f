import { type BundleFiles, sortFiles } from './bundle-files.ts';

/** What a package of a bundle is made of. */
export type PackagedBundle = {
  readonly package: string;
  readonly name: string;
  readonly version: string;
  readonly digest: string;
  readonly files: BundleFiles;
  /** Envelopes, one a line; empty: nothing is attested. */
  readonly attestations: string;
};

/** The files of an npm package that holds a bundle below `bundle/` and runs nothing. */
export function npmPackage({ files, attestations, ...about }: PackagedBundle): BundleFiles {
  const text = (path: string, content: string) => [path, new TextEncoder().encode(content)] as const;
  return sortFiles([
    text('package.json', `${JSON.stringify(manifestOf(about), null, 2)}\n`),
    text('README.md', readmeOf(about)),
    ...(attestations === '' ? [] : [text('attestations.jsonl', attestations)]),
    ...[...files].map(([path, bytes]) => [`bundle/${path}`, bytes] as const),
  ]);
}

type About = Omit<PackagedBundle, 'files' | 'attestations'>;

const manifestOf = ({ package: name, name: bundle, version, digest }: About) => ({
  name,
  version,
  description: `The prompts of the bundle "${bundle}".`,
  keywords: ['promptops', 'prompts'],
  // By it a second publish knows that this version is there already.
  promptops: { bundle, digest },
  exports: { './*': './*' },
});

const readmeOf = ({ package: name, name: bundle, version, digest }: About): string => `# ${name}

The prompts of the bundle \`${bundle}\`, version ${version}, published with promptops.

Digest: \`${digest}\`. Check it with \`promptops verify node_modules/${name}\`.
`;
