import { canonicalJson } from '../model/digest.ts';
import { byCodePoint } from '../model/order.ts';
import { bundleFormat, type Manifest, manifestPath } from '../render/manifest.ts';
import type { BundleFiles } from './bundle-files.ts';
import { firstProblem, parseJson } from './bundle-json.ts';
import type { BundleCheck } from './check-bundle.ts';
import { bundle } from './validators.generated.js';

/** The manifest of a bundle with the checks `format` and `manifest`; null and the failed one where it has none. */
export function readManifest(files: BundleFiles): {
  readonly value: Manifest | null;
  readonly checks: readonly BundleCheck[];
} {
  const bytes = files.get(manifestPath);
  const value = bytes && parseJson(bytes);
  const failed = (check: 'format' | 'manifest', message: string) => ({ check, passed: false, message });
  const format = (value as { readonly format?: unknown } | null | undefined)?.format;
  if (format !== bundleFormat) return { value: null, checks: [failed('format', notOurs(bytes, format))] };
  const known: BundleCheck = { check: 'format', passed: true, message: `It is a ${bundleFormat}.` };
  if (!bundle(value)) {
    const message = `"${manifestPath}" is not a manifest: ${firstProblem(bundle.errors)}.`;
    return { value: null, checks: [known, failed('manifest', message)] };
  }
  const manifest = value as Manifest;
  const odd = oddity(manifest, new TextDecoder().decode(bytes));
  if (odd !== null) return { value: null, checks: [known, failed('manifest', odd)] };
  const message = `${manifest.name} ${manifest.version}, in canonical JSON.`;
  return { value: manifest, checks: [known, { check: 'manifest', passed: true, message }] };
}

function notOurs(bytes: Uint8Array | undefined, format: unknown): string {
  if (!bytes) return `There is no "${manifestPath}": it is no bundle.`;
  if (typeof format !== 'string') return `"${manifestPath}" does not say that it is a ${bundleFormat}.`;
  return `It is a "${format}"; this promptops reads ${bundleFormat}.`;
}

/** What makes two manifests, or two readings of one, of the same bundle; null where nothing does. */
function oddity(manifest: Manifest, text: string): string | null {
  if (canonicalJson(manifest) !== text) {
    return `"${manifestPath}" is not canonical JSON (RFC 8785): its digest would depend on who wrote it.`;
  }
  const { prompts } = manifest;
  const late = prompts.find(
    ({ id }, index) => index > 0 && byCodePoint(prompts[index - 1]?.id ?? '', id) >= 0,
  );
  return late ? `"${manifestPath}" lists prompt "${late.id}" twice, or not in order.` : null;
}
