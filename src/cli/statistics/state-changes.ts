import {
  cox,
  kaplanMeier,
  landmark as landmarkOf,
  logRank,
  simonMakuch as simonMakuchOf,
  stretchesOf,
  type Stretches,
} from '../../statistics/index.js';
import { UsageError } from '../failure.js';
import { coxText } from './cox.js';
import { curvesText, named } from './curves.js';
import { logRankText } from './comparisons.js';
import { OPTIONS, type Asked, type Estimator } from './estimator.js';
import { pick, type Sample } from './sample.js';
import { statusesOf } from './status.js';

export const landmark: Estimator = {
  name: 'landmark',
  about: 'Landmark analysis',
  example: 'jasa.csv --time futime --status fustat --since wait.time --at 30',
  options: [...OPTIONS.survival, OPTIONS.landmarkSince, OPTIONS.landmarkAt, OPTIONS.curve, OPTIONS.limits],
  estimate(sample, asked) {
    const { statuses, coding } = statusesOf(sample, asked.status, asked.event);
    const day = asked.at?.[0] ?? 0;
    const kept = landmarkOf(sample.days(asked.time), statuses, sample.since(asked.since!), day);
    const { dropped } = kept;
    const groups = (['by the landmark', 'not by the landmark'] as const).map((name) => {
      const rows = kept.groups.flatMap((group, row) => (group === name ? [row] : []));
      return named(name, kaplanMeier(pick(kept.times, rows), pick(kept.statuses, rows), asked.limits));
    });
    const test = logRank(kept);
    const what = `Changed (${asked.since}) by day ${day} or not; days count from there. Not followed beyond it and left out: ${dropped.events} with the event, ${dropped.censored} without.`;
    return {
      result: { landmark: day, n: kept.kept.length, dropped, groups, logRank: test },
      status: coding,
      text: [what, ...curvesText(groups, { curve: asked.curve === true }), ...logRankText(test)],
    };
  },
};

export const simonMakuch: Estimator = {
  name: 'simon-makuch',
  about: 'Survival by a state that changes (Simon-Makuch)',
  example: 'jasa.csv --time futime --status fustat --since wait.time --origin 30',
  options: [
    ...OPTIONS.survival,
    OPTIONS.since,
    OPTIONS.start,
    OPTIONS.group,
    OPTIONS.origin,
    OPTIONS.at,
    OPTIONS.curve,
    OPTIONS.limits,
  ],
  estimate(sample, asked) {
    const { statuses, coding } = statusesOf(sample, asked.status, asked.event);
    const { names, ...stretches } = stretchesIn(sample, asked, statuses);
    const { origin = 0, limits } = asked;
    const { before, states } = simonMakuchOf(stretches, { origin, limits });
    const groups = states.map((curve, state) => {
      const { at, ...one } = named(names[state]!, curve, asked.at);
      // A risk set that can grow is counted anew on each day.
      const atRisk = (day: number): number =>
        stretches.times.filter(
          (time, row) => stretches.state[row] === state && stretches.starts[row]! < day && time >= day,
        ).length;
      return { ...one, at: at.map((point) => ({ ...point, atRisk: atRisk(point.time) })) };
    });
    const rows = stretches.times.flatMap((time, row) => (time > origin ? [row] : []));
    const hazard = cox({
      times: pick(stretches.times, rows),
      statuses: pick(stretches.statuses, rows),
      starts: pick(stretches.starts, rows),
      covariates: [{ name: names[1], values: pick(stretches.state, rows) }],
    });
    const { withoutTime } = stretches;
    return {
      result: { origin, before, withoutTime, groups, cox: hazard },
      status: coding,
      text: [
        `n counts stretches of time in a state. Left out: ${before.stretches} over by day ${origin} (${before.events} events), ${withoutTime} followed for 0 days.`,
        ...curvesText(groups, asked),
        groups.some(({ steps }) => steps.slice(0, -1).some(({ survival }) => survival === 0))
          ? 'A curve fell to 0 while few were in its state, and stays there: start later with --origin.'
          : '',
        ...coxText(hazard),
      ],
    };
  },
};

/** Patients cut at their change of state, or rows that are stretches already. */
function stretchesIn(
  sample: Sample,
  { time, since, start, group }: Asked,
  statuses: readonly number[],
): Omit<Stretches, 'patient'> & { readonly names: readonly [string, string] } {
  if (since !== undefined && start === undefined && group === undefined) {
    const { patient: _, ...stretches } = stretchesOf(sample.days(time), statuses, sample.since(since));
    return { ...stretches, names: [`before ${since}`, `since ${since}`] };
  }
  if (since !== undefined || start === undefined || group === undefined) {
    throw new UsageError(
      'give --since for rows of a patient each, or --start and --group (the state) for rows of a stretch each',
    );
  }
  const [first, second] = sample.twoGroups(group);
  const state = sample.texts(group).map((name) => (name === second.name ? 1 : 0));
  return {
    starts: sample.starts(start, time),
    times: sample.days(time),
    statuses,
    state,
    withoutTime: 0,
    names: [first.name, second.name],
  };
}
