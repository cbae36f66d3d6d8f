import { showUnseen } from '../inert.ts';
import type { Report } from '../report.ts';

/** The report itself, described by a schema under `schemas/`. What a terminal would obey is escaped, as JSON escapes. */
export const formatJson = (report: Report): string => `${showUnseen(JSON.stringify(report, null, 2))}\n`;
