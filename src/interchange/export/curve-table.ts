import { fixedFact, type FixedFact } from '../../outcomes/index.js';
import { kaplanMeier, type Limits, type Step } from '../../statistics/index.js';
import type { Column, Table } from './column.js';
import { TIMES } from './time-table.js';
import type { ExportedPatient } from './traced-time.js';

const LIMITS: Limits = 'log-log';

/** The Kaplan-Meier curve of one endpoint in one group of patients. */
interface Curve {
  readonly endpoint: string;
  readonly group: string;
  readonly steps: readonly Step[];
}

interface CurveRow extends Step {
  readonly endpoint: string;
  readonly group: string;
}

/** Gathers the times of patients as they pass: two numbers a time is all that is held. */
export class Curves {
  private readonly found = new Map<string, Omit<Curve, 'steps'> & { times: number[]; statuses: number[] }>();

  /** @param groupBy null: all patients together */
  constructor(private readonly groupBy: FixedFact | null) {}

  add({ timeline, outcomes: { endpoints } }: ExportedPatient): void {
    const group = this.groupBy === null ? 'all' : (fixedFact(this.groupBy, timeline, endpoints) ?? 'not-stated');
    for (const [endpoint, timeOf] of Object.entries(TIMES)) {
      const { status, days } = timeOf(endpoints);
      if (days === null) continue;
      const key = JSON.stringify([endpoint, group]);
      const curve = this.found.get(key) ?? { endpoint, group, times: [], statuses: [] };
      this.found.set(key, curve);
      curve.times.push(days);
      curve.statuses.push(status === 'event' ? 1 : 0);
    }
  }

  /** By endpoint, then group; none of an endpoint that nobody has. */
  estimated(): readonly Curve[] {
    const order = Object.keys(TIMES);
    return [...this.found.values()]
      .toSorted((a, b) => order.indexOf(a.endpoint) - order.indexOf(b.endpoint) || (a.group < b.group ? -1 : 1))
      .map(({ times, statuses, ...curve }) => ({ ...curve, steps: kaplanMeier(times, statuses, LIMITS).steps }));
  }
}

const COLUMNS: readonly Column<CurveRow>[] = [
  {
    name: 'endpoint',
    type: 'string',
    required: true,
    values: Object.keys(TIMES),
    about: 'Name of the endpoint in the outcomes.',
    source: 'endpoints',
    of: ({ endpoint }) => endpoint,
  },
  {
    name: 'group',
    type: 'string',
    required: true,
    about: 'Value of what the patients are grouped by; all: they are not.',
    source: 'groupBy',
    of: ({ group }) => group,
  },
  {
    name: 'time',
    type: 'integer',
    unit: 'days',
    required: true,
    about: 'A time at which somebody has the event or is censored.',
    source: 'days',
    of: ({ time }) => time,
  },
  {
    name: 'n_risk',
    type: 'integer',
    required: true,
    about: 'Patients whose time is this one or later.',
    source: 'days',
    of: ({ atRisk }) => atRisk,
  },
  {
    name: 'n_event',
    type: 'integer',
    required: true,
    about: 'Events at this time.',
    source: 'status',
    of: ({ events }) => events,
  },
  {
    name: 'n_censor',
    type: 'integer',
    required: true,
    about: 'Censored at this time: they leave after its events.',
    source: 'status',
    of: ({ censored }) => censored,
  },
  {
    name: 'surv',
    type: 'number',
    required: true,
    about: 'Kaplan-Meier estimate from this time to the next.',
    source: 'days, status',
    of: ({ survival }) => survival,
  },
  {
    name: 'std_err',
    type: 'number',
    about: "Greenwood's standard error of surv, as in summary() of R's survfit; missing where surv is 0.",
    source: 'days, status',
    of: ({ standardError }) => standardError,
  },
  {
    name: 'lower',
    type: 'number',
    about: 'Lower 95% limit; missing where surv is 0 or 1.',
    source: 'days, status',
    of: ({ lower }) => lower,
  },
  {
    name: 'upper',
    type: 'number',
    about: 'Upper 95% limit; missing where surv is 0 or 1.',
    source: 'days, status',
    of: ({ upper }) => upper,
  },
  {
    name: 'conf_type',
    type: 'string',
    required: true,
    values: [LIMITS],
    about: "Scale on which the limits are symmetric, as conf.type of R's survfit, whose own default is log.",
    source: 'limits',
    of: () => LIMITS,
  },
];

/** One row a step of a curve. */
export const CURVES: Table<Curve, CurveRow> = {
  name: 'km',
  title: 'Kaplan-Meier curves',
  about: 'One row an endpoint, group and distinct time: the curve of the rows of `endpoints`.',
  key: ['endpoint', 'group', 'time'],
  columns: COLUMNS,
  rows: ({ endpoint, group, steps }) => steps.map((step) => ({ endpoint, group, ...step })),
};
