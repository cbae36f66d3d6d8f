import type { BundleVerdict, VerifyReport } from '../../commands/verify.ts';
import {
  type Block,
  bad,
  counted,
  type Document,
  good,
  type Line,
  line,
  muted,
  plain,
  strong,
} from '../document.ts';

/** Every check of every bundle, and whether it may be deployed. */
export function verifyDocument({ verdict, policy, bundles }: VerifyReport): Document {
  const failed = bundles.flatMap(({ checks }) => checks.filter(({ passed }) => !passed));
  return {
    title: `promptops verify: ${verdict}`,
    blocks: [
      ...bundles.map(bundleSection),
      line(
        failed.length === 0 ? good('✔ passed') : bad('✖ refused'),
        strong(failed.length === 0 ? '' : `  ${counted(failed.length, 'check')} failed`),
        muted(`  by ${policy}`),
      ),
    ],
  };
}

/** One bundle: what it is, and a line for each thing that was looked at. */
export function bundleSection({ place, bundle, version, digest, checks }: BundleVerdict): Block {
  const name = bundle === null ? [strong(place)] : [strong(`${bundle} ${version}`), muted(`  ${place}`)];
  const items = checks.map(
    ({ check, of, passed, message }): Line => [
      passed ? good('✔ ') : bad('✖ '),
      plain(`${check}  `),
      muted(of === null ? '' : `${of}: `),
      passed ? muted(message) : plain(message),
    ],
  );
  return {
    type: 'section',
    title: name,
    blocks: [...(digest === null ? [] : [line(muted(digest))]), { type: 'list', items }],
  };
}
