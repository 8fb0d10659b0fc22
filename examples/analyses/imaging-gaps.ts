import { defineAnalysis, entriesByDate, parseClinicalDate, percent, wilson, type Proportion } from 'hepatrace/analysis';

/** What is kept of one patient. */
interface Row {
  readonly examinations: number;
  /** Days between two successive examinations, the longest such time. */
  readonly longestGap: number;
  /** Ids of the events behind it. */
  readonly evidence: readonly string[];
}

/** What is said of a group of patients. */
interface Group {
  readonly n: number;
  readonly overdue: Proportion;
}

/** What can be set with `--parameter allowed=60`. */
type Parameters = { readonly allowed: number };

export default defineAnalysis<Row, Group, unknown, Parameters>({
  name: 'imaging-gaps',
  // Raise it whenever the same patients would give another result.
  version: 1,
  about: 'Patients of whom imaging was late at least once: their progression may have been seen late',
  parameters: {
    allowed: { type: 'integer', minimum: 1, default: 100, description: 'days that may lie between two examinations' },
  },

  // One patient: his timeline, the outcomes derived from it, and what was asked.
  patient({ timeline }, { question }) {
    const images = entriesByDate(timeline, question.cutOff).filter(
      ({ type, status }) => type === 'ImagingPerformed' && status !== 'retracted',
    );
    const days = images
      .map(({ occurredOn }) => parseClinicalDate(occurredOn))
      .flatMap((date) => (date?.precision === 'day' ? [date.lo] : []));
    // Who cannot be judged is left out with the reason, and counted.
    if (days.length < 2) {
      return { excluded: { code: 'one-examination', text: 'Fewer than two examinations with a known day.' } };
    }
    const gaps = days.slice(1).map((day, before) => day - (days[before] ?? day));
    return { examinations: days.length, longestGap: Math.max(...gaps), evidence: images.map(({ id }) => id) };
  },

  // The rows of one group: all patients, or those of a --group-by.
  summary({ rows }, { parameters: { allowed } }) {
    const late = rows.filter(({ longestGap }) => longestGap > allowed);
    return { n: rows.length, overdue: wilson(late.length, rows.length) };
  },

  limits: () => 'wilson',

  // How it reads in a terminal; without it, and with --json, the whole result is printed.
  text({ groups, parameters, excluded }) {
    const lines = groups.map(({ name, n, overdue: { numerator, proportion } }) => {
      const part = proportion === null ? 'nobody' : percent(proportion);
      return `${name}: ${numerator} of ${n} (${part}) had no imaging for more than ${String(parameters['allowed'])} days`;
    });
    return [...lines, `left out: ${excluded.length}`].join('\n');
  },
});
