import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { r } from '../outside-readers.js';
import { CommandLine } from './command-line.js';

interface Step {
  readonly time: number;
  readonly survival: number;
  readonly standardError: number | null;
}
interface Survival {
  readonly groups: readonly { readonly name: string; readonly curve: readonly Step[] }[];
}
type Curves = Readonly<Record<string, Readonly<Record<string, readonly [number, number][]>>>>;

/** R's curve of each arm, [time, survival] at every event, from both exports. */
const CURVES = `
args <- commandArgs(TRUE)
times <- read.csv(file.path(args[1], "endpoints.csv"))
patients <- read.csv(file.path(args[1], "patients.csv"))
adtte <- read.csv(file.path(args[2], "adtte.csv"))
steps <- function(fit) {
  at <- fit$n.event > 0
  paste0("[", paste(sprintf("[%d,%.17g]", fit$time[at], fit$surv[at]), collapse = ","), "]")
}
by_arm <- function(data, arm, fit) {
  curves <- sapply(split(data, data[[arm]]), function(those) steps(fit(those)))
  paste0("{", paste0("\\"", names(curves), "\\":", curves, collapse = ","), "}")
}
own <- merge(times[times$endpoint == args[3], ], patients[, c("patient_id", "arm")])
cat("{\\"csv\\":", by_arm(own, "arm", function(d) survfit(Surv(time_days, event) ~ 1, d)),
    ",\\"adtte\\":", by_arm(adtte[adtte$PARAMCD == toupper(args[3]), ], "ARM",
                          function(d) survfit(Surv(AVAL - 1, 1 - CNSR) ~ 1, d)), "}")
`;

const KM = ['time', 'n_risk', 'n_event', 'n_censor', 'surv', 'std_err', 'lower', 'upper'];

/** The curves as R makes them of the exported times, a row a step. */
const FITS = `
args <- commandArgs(TRUE)
times <- read.csv(file.path(args[1], "endpoints.csv"))
patients <- read.csv(file.path(args[1], "patients.csv"))
own <- merge(times[times$endpoint == args[2], ], patients[, c("patient_id", "arm")])
rows <- lapply(sort(unique(own$arm)), function(arm) {
  s <- summary(survfit(Surv(time_days, event) ~ 1, own[own$arm == arm, ], conf.type = "log-log"), censored = TRUE)
  values <- rbind(s$time, s$n.risk, s$n.event, s$n.censor, s$surv, s$std.err, s$lower, s$upper)
  paste0("[\\"", arm, "\\",", apply(values, 2, function(v) paste(ifelse(is.na(v), "null", sprintf("%.17g", v)), collapse = ",")), "]")
})
cat("[", paste(unlist(rows), collapse = ","), "]")
`;

describe('929 patients of a trial of adjuvant chemotherapy for colon cancer, exported', () => {
  const line = new CommandLine();
  const asRecorded = ['--rule-set', 'as-recorded', '--time-zero', 'registration'];
  const to = (name: string): string => join(line.folder, name);
  const exportAs = (format: string, name: string, ...more: string[]) =>
    line.json<{ patients: number; asOf: { position: number }; files: { path: string; sha256: string }[] }>([
      ...['export', '--format', format, '--to', to(name), ...asRecorded, ...more],
    ]);
  beforeAll(() => {
    line.json(['import', 'examples/colon/colon.csv', '--mapping', 'examples/colon/mapping.yaml']);
    exportAs('csv', 'tables');
    exportAs('adtte', 'adtte');
  });
  afterAll(() => line.dispose());

  const readR = r();
  (readR ? it.each(['pfs', 'os']) : it.skip.each(['pfs', 'os']))(
    "have in R's survfit, from either table, the service's own curve of %s, arm by arm",
    (endpoint) => {
      const { groups } = line.json<Survival>(['analyse', endpoint, '--group-by', 'arm', ...asRecorded]);
      expect(groups).toHaveLength(3);
      // survival as R's own survfit of the original file has it: test/e2e/real-survival.test.ts
      const curves = readR?.<Curves>(CURVES, to('tables'), to('adtte'), endpoint);
      for (const { name, curve } of groups) {
        const steps = curve.filter((step, i) => step.survival !== (curve[i - 1]?.survival ?? 1));
        expect(steps.length).toBeGreaterThan(100);
        for (const table of ['csv', 'adtte']) {
          const found = curves?.[table]?.[name] ?? [];
          expect(found.map(([time]) => time)).toEqual(steps.map(({ time }) => time));
          found.forEach(([, survival], i) => expect(Math.abs(survival - steps[i]!.survival)).toBeLessThan(1e-12));
        }
      }
    },
  );

  (readR ? it : it.skip)("have in km.csv the curves, numbers at risk, errors and limits of R's own survfit", () => {
    exportAs('csv', 'by-arm', '--group-by', 'arm');
    const curves = parse<Readonly<Record<string, string>>>(readFileSync(join(to('by-arm'), 'km.csv')), {
      columns: true,
    });
    for (const endpoint of ['pfs', 'os']) {
      const own = curves
        .filter((row) => row['endpoint'] === endpoint)
        .map((row) => [row['group'], ...KM.map((name) => (row[name] === '' ? null : Number(row[name])))]);
      const theirs = readR?.<(string | number | null)[][]>(FITS, to('by-arm'), endpoint) ?? [];
      expect(own.length).toBeGreaterThan(500);
      expect(own.map(([group, time]) => [group, time])).toEqual(theirs.map(([group, time]) => [group, time]));
      own.forEach((row, i) =>
        row.slice(2).forEach((value, column) => {
          // Ours are missing where the curve is at 1 or at 0; R's are then 1, or missing too.
          if (value !== null) expect(value).toBeCloseTo(Number(theirs[i]?.[column + 2]), 10);
        }),
      );
    }
  });

  it('are the same bytes when exported again, and when exported as of that moment after more was recorded', () => {
    const first = exportAs('csv', 'first');
    const again = exportAs('csv', 'again');
    expect(again.files).toEqual(first.files);
    const basis = { dateBasis: 'relative', anchor: 'registration' };
    const recordedNow = [
      { patientId: 'late', type: 'PatientRegistered', occurredOn: '+0', data: basis },
      { patientId: 'withdrawn', type: 'PatientRegistered', occurredOn: '+0', data: basis },
      { patientId: 'withdrawn', type: 'ConsentWithdrawn', occurredOn: '+9', data: { scope: 'data-use' } },
    ];
    expect(line.run(['import', '-'], recordedNow.map((event) => JSON.stringify(event)).join('\n')).status).toBe(0);
    // Whoever has withdrawn consent is in no export.
    const later = { patients: 930, leftOut: { 'consent-withdrawn': 1 } };
    expect(exportAs('csv', 'later')).toMatchObject(later);
    expect(exportAs('ndjson', 'later-log')).toMatchObject({ ...later, files: [{ rows: 4185 }] });
    expect(readFileSync(join(to('later-log'), 'events.ndjson'), 'utf8')).not.toContain('withdrawn');
    const then = exportAs('csv', 'then', '--as-of', String(first.asOf.position));
    expect(then.files).toEqual(first.files);
  });

  it('lead with each SRCSEQ to the event in the exported log that has that day', () => {
    exportAs('ndjson', 'log', '--as-of', '4183');
    const events = readFileSync(join(to('log'), 'events.ndjson'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text) as { patientId: string; position: number; occurredOn: string });
    const rows = parse<Readonly<Record<string, string>>>(readFileSync(join(to('adtte'), 'adtte.csv')), {
      columns: true,
    });
    expect(rows.length).toBeGreaterThan(2 * 929);
    for (const { USUBJID, ADY, SRCSEQ } of rows) {
      const { patientId, occurredOn } = events[Number(SRCSEQ)]!;
      expect([patientId, Number(occurredOn)]).toEqual([USUBJID, Number(ADY)]);
    }
  });

  it('come in as they went out: the exported log is an import', () => {
    const other = new CommandLine();
    try {
      exportAs('ndjson', 'whole', '--as-of', '4183');
      const file = join(to('whole'), 'events.ndjson');
      expect(other.json(['import', file])).toMatchObject({
        counts: { patients: 929, recorded: 4184, rowsRejected: 0 },
      });
    } finally {
      other.dispose();
    }
  });

  it('are only those of a cohort, where its definition is given', () => {
    const definition = join(line.folder, 'observed.yaml');
    writeFileSync(
      definition,
      'cohort: observed\nevents: { enrolment: { event: PatientRegistered, take: first } }\nindex: enrolment\ninclude: [{ arm: Obs }]\n',
    );
    // R: table(colon$rx[colon$etype == 1]) has 315 in the arm Obs.
    expect(exportAs('csv', 'observed', '--cohort', definition, '--as-of', '4183')).toMatchObject({
      patients: 315,
      cohort: { name: 'observed', version: null },
      leftOut: { out: 614 },
    });
  });

  it('have no curve of a cohort into which one comes by living on, and say why', () => {
    const definition = join(line.folder, 'followed.yaml');
    writeFileSync(
      definition,
      'cohort: followed\nevents: { seen: { event: FollowedUp, take: last } }\nindex: seen\ninclude: [seen]\n',
    );
    const { stdout } = line.run([
      ...['export', '--format', 'csv', '--to', to('followed'), '--cohort', definition, ...asRecorded],
    ]);
    expect(stdout).toMatch(/no curves: .*immortal time.*Count from index/);
    expect(readdirSync(to('followed'))).not.toContain('km.csv');
  });

  it('are refused where the folder holds something else, and where the cohort or the cut-off makes no sense', () => {
    mkdirSync(to('mine'));
    writeFileSync(join(to('mine'), 'notes.txt'), 'mine');
    const cases: [string[], number, RegExp][] = [
      [['--format', 'csv', '--to', to('mine')], 1, /holds something else .* Name another folder with --to/],
      [['--format', 'csv', '--to', to('x'), '--cohort', 'nobody'], 1, /[Nn]o cohort "nobody" is defined/],
      [['--format', 'ndjson', '--to', to('x'), '--cut-off', '2009-01-01'], 2, /has no clinical cut-off/],
      [['--format', 'xpt', '--to', to('x')], 2, /Allowed choices are csv, parquet, adtte, events-parquet, ndjson/],
      [
        ['--format', 'adtte', '--to', to('x'), '--group-by', 'arm'],
        2,
        /--group-by is for the curves of csv and parquet/,
      ],
      [['--format', 'parquet', '--to', to('x'), '--spreadsheet'], 2, /--spreadsheet is for csv and adtte/],
      [['--format', 'csv'], 2, /required option '--to <dir>'/],
    ];
    for (const [args, status, message] of cases) {
      const answer = line.run(['export', ...args]);
      expect([args, answer.status]).toEqual([args, status]);
      expect(answer.stderr).toMatch(message);
    }
    expect(readdirSync(to('mine'))).toEqual(['notes.txt']);
    expect(readdirSync(line.folder)).not.toContain('x');
  });
});
