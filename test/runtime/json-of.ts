import type { BundleFiles } from '../../src/bundle/bundle-files.ts';
import { packJson } from '../../src/source/json-bundle.ts';

/** The JSON that an application imports, as it gets it: through its text. */
export const jsonOf = (files: BundleFiles): Record<string, string> =>
  JSON.parse(new TextDecoder().decode(packJson(files)));
