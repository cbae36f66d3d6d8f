/** Loads a package of the project by name; null: it is not installed. */
export type LoadPackage = (name: string) => unknown;

/** Kinds whose package the project installs, in the versions that speak the language ours speak (`LanguageModelV3`). */
export const packages = {
  azure: '@ai-sdk/azure@3',
  'google-vertex': '@ai-sdk/google-vertex@4',
  mistral: '@ai-sdk/mistral@3',
} as const;

export type OptionalKind = keyof typeof packages;

export const optionalKinds = Object.keys(packages) as readonly OptionalKind[];
