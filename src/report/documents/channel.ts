import type { ChannelReport } from '../../commands/channel-report.ts';
import { bad, code, type Document, good, line, muted, plain, strong } from '../document.ts';
import { bundleSection } from './verify.ts';

/** What a channel served and serves now, and what is left to do. */
export function channelDocument(report: ChannelReport): Document {
  const { action, verdict, dryRun, path, channel, bundle, before, after, verification } = report;
  const step = [
    strong(`${channel}: ${bundle} `),
    plain(`${before?.version ?? 'nothing'} → ${after.version}`),
  ];
  const isChanged = verdict === 'promoted' || verdict === 'rolled-back';
  const failed = verification?.checks.filter(({ passed }) => !passed) ?? [];
  return {
    title: `promptops ${action}: ${verdict}`,
    blocks: [
      ...(verification && failed.length > 0 ? [bundleSection({ ...verification, checks: failed })] : []),
      ...(isChanged ? [line(good('✔ '), ...step, muted(dryRun ? '  nothing written' : `  in ${path}`))] : []),
      ...(verdict === 'unchanged'
        ? [line(good('✔ '), strong(`${channel}: ${bundle} `), plain(`is ${after.version} already`))]
        : []),
      ...(verdict === 'refused' ? [line(bad('✖ refused  '), ...step)] : []),
      ...(isChanged && !dryRun
        ? [
            line(
              strong('Next:  '),
              code(`git add ${path} && git commit -m "${channel}: ${bundle} ${after.version}"`),
            ),
          ]
        : []),
    ],
  };
}
