import type { Subject } from '../statement.ts';

/** SLSA Provenance v1 (slsa.dev/spec/v1.0/provenance): from which commit, by what, when. */
export type ProvenancePredicate = {
  readonly buildDefinition: {
    readonly buildType: string;
    readonly externalParameters: {
      readonly bundle: string;
      readonly version: string;
      readonly folder: string;
    };
    readonly resolvedDependencies: readonly {
      readonly name: string;
      readonly digest: { readonly gitCommit: string };
      readonly annotations: { readonly clean: boolean };
    }[];
  };
  readonly runDetails: {
    readonly builder: { readonly id: string; readonly version: { readonly promptops: string } };
    readonly metadata: { readonly finishedOn: string };
  };
};

/** The commit a bundle was built from. */
export type BuildSource = {
  readonly repository: string | null;
  readonly commit: string;
  readonly clean: boolean;
  /** Folder of the project inside the repository; empty: its root. */
  readonly folder: string;
};

export const buildType = 'urn:promptops:build:bundle:v1';

export function provenancePredicate(
  { name, version }: Subject,
  { repository, commit, clean, folder }: BuildSource,
  { tool, at }: { readonly tool: string; readonly at: string },
): ProvenancePredicate {
  return {
    buildDefinition: {
      buildType,
      externalParameters: { bundle: name, version, folder },
      resolvedDependencies: [
        { name: repository ?? '_', digest: { gitCommit: commit }, annotations: { clean } },
      ],
    },
    runDetails: {
      builder: { id: 'urn:promptops:publish', version: { promptops: tool.replace(/^promptops /, '') } },
      metadata: { finishedOn: at },
    },
  };
}
