import { DATA_END, dayOf } from './chart.mjs';

const FIRST = dayOf('2007-01-09');
const LAST = dayOf('2009-12-16');
/** From the finding of the metastases to the first treatment and, after the end of PFS, to the data end: at least. */
const MARGIN = 110;
/** A remission that lasts to the data end is planned without its days; as many are kept for it. */
const REMISSION = 600;

/**
 * Spreads the planned patients over the years of inclusion, so that each has the time that the plan wants of him.
 * @returns {{ plan: object, foundOn: number }[]} in the order in which the metastases are found
 */
export function accrue(plans, random) {
  const step = (LAST - FIRST) / (plans.length - 1);
  const free = plans.map((_, i) => {
    const jitter = i === 0 || i === plans.length - 1 ? 0 : random.between(-6, 6);
    return FIRST + Math.round(i * step) + jitter;
  });
  const wanted = ({ days }) => (days ?? REMISSION) + MARGIN;
  return plans
    .toSorted((a, b) => wanted(b) - wanted(a) || a.index - b.index)
    .map((plan) => {
      const early = free.filter((day) => day + wanted(plan) <= DATA_END);
      const foundOn = random.pick(early);
      free.splice(free.indexOf(foundOn), 1);
      return { plan, foundOn };
    })
    .toSorted((a, b) => a.foundOn - b.foundOn);
}
