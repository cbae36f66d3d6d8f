import type { Evaluation } from '../bundle/predicates/eval.ts';
import { readCaseVars } from '../model/case-vars.ts';
import { loadProject } from '../model/project.ts';
import { requestKey } from '../recordings/key.ts';
import { applyOverlays } from '../render/overlay.ts';
import { renderPrompt } from '../render/render-prompt.ts';
import type { ModelRequest } from '../render/request.ts';
import { openCommits } from '../source/object-snapshot.ts';
import type { Root } from '../source/root.ts';
import { caseNamed } from './case-named.ts';
import { onlyPrompt } from './only-prompt.ts';
import { shownRequest } from './shown-request.ts';

/** A case as it was sent at a commit. */
export type AuditedCase = {
  readonly case: string;
  /** Digest of the request, as recordings and attestations know it. */
  readonly request: string;
  /** `same`: an attestation names this very request; `other`: it names another; `unknown`: none names the case. */
  readonly attested: 'same' | 'other' | 'unknown';
  /** Sensitive values are shown as placeholders; the digest is of what was sent. */
  readonly rendered: ModelRequest;
};

/** Renders a case with the files of a commit, and compares the request with what is attested of it. */
export async function auditCase(
  root: Root,
  {
    commit,
    prompt: id,
    case: caseId,
  }: { readonly commit: string; readonly prompt: string; readonly case: string },
  evaluations: readonly Evaluation[],
): Promise<AuditedCase> {
  const commits = openCommits(root);
  try {
    const snapshot = commits.at(commit);
    const file = onlyPrompt(await loadProject(snapshot, { select: [id] }), id, 'audit show');
    const { prompt } = file;
    if (!prompt) throw new Error(`The release holds "${id}", and it cannot be read.`);
    const testCase = await caseNamed(caseId, file, snapshot);
    const { locale, variant } = testCase;
    const selection = { model: testCase.model ?? prompt.model.id, locale, variant };
    const vars = await readCaseVars(testCase.vars, prompt, file.tests?.path ?? file.path, snapshot);
    const request = renderPrompt(prompt, vars, selection);
    const key = requestKey(request, 0);
    const known = evaluations
      .filter(({ model }) => model.requested === selection.model)
      .flatMap(({ cases }) =>
        cases.filter((one) => one.case === caseId && one.repeat === 0 && one.request !== null),
      );
    const attested = known.some((one) => one.request === key)
      ? 'same'
      : known.length > 0
        ? 'other'
        : 'unknown';
    const { inputs } = applyOverlays(prompt, selection);
    return { case: caseId, request: key, attested, rendered: shownRequest(request, inputs, vars) };
  } finally {
    await commits.close();
  }
}
