import type { Report } from '../report.ts';

/** The report itself, described by a schema under `schemas/`. */
export const formatJson = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`;
