/** Loads a package of the project by name; null: it is not installed. */
export type LoadPackage = (name: string) => unknown;

/** Kinds whose package the project installs, in the versions that speak the language ours speak (`LanguageModelV3`). */
export const packages = {
  'amazon-bedrock': '@ai-sdk/amazon-bedrock@4',
  azure: '@ai-sdk/azure@3',
  cohere: '@ai-sdk/cohere@3',
  'google-vertex': '@ai-sdk/google-vertex@4',
  mistral: '@ai-sdk/mistral@3',
} as const;

export type OptionalKind = keyof typeof packages;

/** Its name, as it is required. */
export const packageOf = (kind: OptionalKind): string => packages[kind].replace(/@\d+$/, '');

export const optionalKinds = Object.keys(packages) as readonly OptionalKind[];
