import { PromptopsError } from '../errors.ts';
import { byCodePoint } from '../model/order.ts';
import { type JsonRecord, listOf, numberOf, recordOf, textOf } from '../model/shape.ts';
import type { Agreement } from './statistics/agreement.ts';

/** How well a judge on one model agrees with people, as it is kept in the project. */
export type Calibration = {
  readonly judge: string;
  readonly model: string;
  /** Of the judge's file, so that a changed judge is calibrated anew. */
  readonly rubric: string;
  /** Score from which the judge passes. */
  readonly threshold: number;
  readonly calibratedAt: string;
} & Agreement;

export const calibrationPath = 'judges/calibration.json';

/** The κ from which a judge decides: "substantial" in Landis and Koch 1977, Biometrics 33(1). */
export const leastKappa = 0.6;

export const isAccepted = (kappa: Agreement['kappa']): boolean => (kappa?.value ?? -1) >= leastKappa;

const keyOf = ({ judge, model }: Pick<Calibration, 'judge' | 'model'>): string =>
  JSON.stringify([judge, model]);

/** The file with one calibration put in; the older one of the same judge and model goes. */
export function withCalibration(text: string | null, fresh: Calibration): string {
  const others = entriesIn(text).filter((one) => keyOf(named(one)) !== keyOf(fresh));
  const all = [...others, fresh].sort((a, b) => byCodePoint(keyOf(named(a)), keyOf(named(b))));
  return `${JSON.stringify({ calibration: 1, judges: all }, null, 2)}\n`;
}

const named = (entry: object) => {
  const { judge, model } = entry as Readonly<Record<string, unknown>>;
  return { judge: String(judge), model: String(model) };
};

/** Whether a judge of this rubric may decide on a model. */
export function isCalibrated(
  text: string | null,
  { judge, model, rubric }: Pick<Calibration, 'judge' | 'model' | 'rubric'>,
): boolean {
  return entriesIn(text).some((entry) => {
    const isSame =
      textOf(entry['judge']) === judge &&
      textOf(entry['model']) === model &&
      textOf(entry['rubric']) === rubric;
    return isSame && (numberOf(recordOf(entry['kappa'])?.['value']) ?? -1) >= leastKappa;
  });
}

function entriesIn(text: string | null): readonly JsonRecord[] {
  if (text === null) return [];
  try {
    return listOf(recordOf(JSON.parse(text))?.['judges']).flatMap((entry) => {
      const record = recordOf(entry);
      return record ? [record] : [];
    });
  } catch (cause) {
    throw new PromptopsError('invalid-project', `"${calibrationPath}" is not JSON.`, {
      cause,
      hint: 'Restore it from git, or remove it and run `promptops judge calibrate` again.',
    });
  }
}
