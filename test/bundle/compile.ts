import path from 'node:path';
import ts from 'typescript';
import { repositoryFolder } from '../helpers/promptops.ts';

const options: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUnusedLocals: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  allowImportingTsExtensions: true,
  types: ['node'],
  // The runtime as its sources say it; what is packed is compiled by the test of the package.
  paths: { 'promptops/runtime': [path.join(repositoryFolder, 'src/runtime.ts')] },
};

/** What the compiler says of these files, which stand in the repository's folder: `file:line message`. */
export function compile(files: Readonly<Record<string, string>>): readonly string[] {
  const texts = new Map(
    Object.entries(files).map(([name, text]) => [path.join(repositoryFolder, name), text]),
  );
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.readFile = (name) => texts.get(name) ?? readFile(name);
  host.getSourceFile = (name, version, ...rest) => {
    const text = texts.get(name);
    return text === undefined
      ? getSourceFile(name, version, ...rest)
      : ts.createSourceFile(name, text, version);
  };
  const program = ts.createProgram([...texts.keys()], { ...options, skipLibCheck: true }, host);
  return [...texts.keys()].flatMap((name) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(name)).map(({ messageText, start, file }) => {
      const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
      return `${path.basename(name)}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    }),
  );
}
