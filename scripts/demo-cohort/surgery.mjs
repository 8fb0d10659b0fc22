const COLECTOMY = { right: 'right hemicolectomy', left: 'sigmoidectomy', rectum: 'anterior resection' };
const HEPATECTOMY = ['wedge', 'segmentectomy', 'hemihepatectomy', 'extended'];

/** The primary is resected, and its specimen reported on. Says whether nodes were positive. */
export function resectPrimary(chart, random, day, side, intent, nodal = random.chance(0.7)) {
  const resection = { organ: 'primary', intent, procedure: COLECTOMY[side], margin: 'R0' };
  const specimenId = chart.enter('ResectionPerformed', day, resection);
  const examined = random.between(12, 28);
  const positive = nodal ? random.between(1, 8) : 0;
  const report = { specimenId, margin: 'R0', nodes: { examined, positive } };
  chart.enter('PathologyReported', day + random.between(6, 11), report);
  return nodal;
}

/**
 * What the plan has done to the liver metastases, from `day` on.
 * @returns {{ last: number, residual: boolean }} the day of the last operation, and whether known disease is left
 */
export function operateLiver(chart, random, day, { liver, lesions, withPrimary = false }) {
  const treated = !liver.endsWith('upfront');
  const resect = (on, margin, extra) => {
    const pending = margin === 'R0' && random.chance(0.3);
    const specimenId = chart.enter('ResectionPerformed', on, {
      organ: 'liver',
      intent: 'curative',
      procedure: random.pick(HEPATECTOMY),
      margin: pending ? 'pending' : margin,
      lesions,
      ...(withPrimary && on === day && { withPrimary }),
      ...extra,
    });
    chart.enter('PathologyReported', on + random.between(6, 11), {
      specimenId,
      margin,
      marginWidth: margin === 'R0' ? random.between(12, 95) : 0,
      ...(treated && {
        regression: { scale: 'Mandard', grade: `TRG${liver === 'R0-pCR' ? 1 : random.between(2, 4)}` },
      }),
      ...(treated && { completeResponse: liver === 'R0-pCR' }),
      ...(treated && random.chance(0.3) && { background: [random.pick(['steatosis', 'sinusoidal-obstruction'])] }),
    });
  };
  const ablate = (complete) =>
    chart.enter('AblationPerformed', day, {
      technique: 'radiofrequency',
      approach: complete ? 'percutaneous' : 'open',
      lesions,
      complete,
    });

  switch (liver) {
    case 'R0-two-stages':
      resect(day, 'R0', { stage: 'first', procedure: 'wedge', lesions: 1 });
      resect(day + 40, 'R0', { stage: 'second', procedure: 'hemihepatectomy', lesions: Math.max(1, lesions - 1) });
      return { last: day + 40, residual: false };
    case 'first-stage-only':
      resect(day, 'R0', { stage: 'first', procedure: 'wedge', lesions: 1 });
      return { last: day, residual: true };
    case 'ablation':
    case 'incomplete-ablation':
      ablate(liver === 'ablation');
      return { last: day, residual: liver !== 'ablation' };
    case 'R2':
      resect(day, 'R2', { diseaseLeft: ['liver'] });
      return { last: day, residual: true };
    default:
      resect(day, liver.slice(0, 2));
      return { last: day, residual: false };
  }
}
