import { showUnseen } from '../inert.ts';
import type { Report } from '../report.ts';

/** The report itself, described by a schema under `schemas/`. */
export const formatJson = (report: Report): string => printJson(report);

/** A value as JSON in which what a terminal or a CI runner would obey is escaped, as JSON escapes. */
export const printJson = (value: unknown): string =>
  `${showUnseen(JSON.stringify(value, null, 2)).replaceAll('##[', '#\\u0023[')}\n`;
