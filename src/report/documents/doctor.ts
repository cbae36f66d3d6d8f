import type { DoctorReport } from '../../commands/doctor.ts';
import { bad, type Document, good, type Line, line, plain, prose, warn } from '../document.ts';

/** One line per check: fine, worth knowing, or broken. */
export function doctorDocument({ checks, verdict }: DoctorReport): Document {
  const marks = { ok: good('✔ '), note: warn('! '), fail: bad('✖ ') };
  const width = Math.max(...checks.map(({ name }) => name.length)) + 2;
  const items = checks.map(
    ({ name, status, detail, hint }): Line => [
      marks[status],
      plain(name.padEnd(width)),
      plain(detail),
      ...(hint ? [prose(`  ${hint}`, 'muted')] : []),
    ],
  );
  return {
    title: `promptops doctor: ${verdict}`,
    blocks: [
      { type: 'list', items },
      line(plain('')),
      line(verdict === 'healthy' ? good('✔ healthy') : bad('✖ unhealthy')),
    ],
  };
}
