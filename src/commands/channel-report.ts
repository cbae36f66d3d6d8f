import type { Pin } from '../bundle/channels.ts';
import type { ReportHead } from './report-head.ts';
import type { BundleVerdict } from './verify.ts';

/** What `promptops promote` and `promptops rollback` return and `--format json` prints. */
export type ChannelReport = ReportHead<'channel', 'promoted' | 'rolled-back' | 'unchanged' | 'refused'> & {
  readonly action: 'promote' | 'rollback';
  readonly dryRun: boolean;
  /** The file that says what channels serve. */
  readonly path: string;
  readonly channel: string;
  readonly bundle: string;
  /** What it served before; null: nothing. */
  readonly before: Pin | null;
  /** What it serves, or would. */
  readonly after: Pin;
  /** What the policy says; null: going back asks no policy. */
  readonly verification: BundleVerdict | null;
};
