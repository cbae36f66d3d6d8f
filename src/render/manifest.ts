/** The version of the format; a bundle of any other is refused. */
export const bundleFormat = 'promptops-bundle/1';

export const manifestPath = 'manifest.json';

/** What stands in a bundle's `manifest.json`, which is RFC 8785 canonical JSON: its sha256 is the bundle's digest. */
export type Manifest = {
  readonly format: typeof bundleFormat;
  readonly name: string;
  /** Of the bundle, as semver. */
  readonly version: string;
  /** Sorted by id. */
  readonly prompts: readonly PromptEntry[];
  /** `sha256:…` of every file but the manifest, by path. */
  readonly files: Readonly<Record<string, string>>;
};

export type PromptEntry = {
  readonly id: string;
  /** Of the prompt, as semver; it moves apart from the bundle's. */
  readonly version: string;
  /** Of its behaviour, as every command shows it. */
  readonly digest: string;
  /** Path of its file within the bundle. */
  readonly file: string;
};
