import type { ConversionResult } from './conversion.js';
import { block, excludedText, footer, header, page, percent, points, table, withLimits } from './text.js';

/** A conversion result for the terminal: the proportions with what they are proportions of, and each patient converted. */
export function conversionText(result: ConversionResult): string {
  const grouped = result.groupBy !== null;
  const rates = result.groups.flatMap(({ name, proportions }) =>
    proportions.map(({ initial, numerator, denominator, proportion, lower, upper }) => [
      initial,
      ...(grouped ? [name] : []),
      String(numerator),
      String(denominator),
      proportion === null ? 'nobody' : withLimits(percent(proportion), points([lower, upper])),
    ]),
  );
  const converted = result.patients
    .filter((patient) => patient.converted)
    .map(({ patientId, initial, time, margin, after }) => [
      patientId,
      initial,
      time === null ? '—' : String(time),
      margin ?? '—',
      after ?? '—',
    ]);
  return page(
    header('Conversion to liver resection', result),
    block(
      ...table(
        [['at the outset', ...(grouped ? ['group'] : []), 'converted', 'of', 'proportion'], ...rates],
        grouped ? [1] : [],
      ),
      'of: all patients of that class, the untreated and the lost included (intention to treat)',
    ),
    converted.length === 0
      ? ''
      : block(...table([['converted', 'at the outset', 'days', 'margin', 'after'], ...converted], [1, 3, 4])),
    excludedText(result),
    footer(result),
  );
}
