import { approvalsPath, parseApprovals } from '../diff/approvals.ts';
import { policyOf } from '../model/snapshot.ts';
import { parseYaml } from '../model/yaml-file.ts';
import type { ComparedSide } from './comparison.ts';

/** What the project's approvals file accepts, and what is wrong with it. */
export async function readApprovals({
  snapshot,
  project,
}: ComparedSide): Promise<ReturnType<typeof parseApprovals>> {
  const bytes = (await policyOf(snapshot).read([approvalsPath])).get(approvalsPath);
  return parseApprovals(bytes ? parseYaml(approvalsPath, bytes, project.config.files) : null);
}
