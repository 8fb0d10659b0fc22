import { dateOf } from './chart.mjs';
import { resectPrimary } from './surgery.mjs';

const STUDY = 'synthetic-demo (after Essadi 2011)';
/** ICD-10 sites of the primary, and its side. */
const PRIMARIES = [
  ['C18.0', 'right'],
  ['C18.2', 'right'],
  ['C18.6', 'left'],
  ['C18.7', 'left'],
  ['C18.7', 'left'],
  ['C19', 'left'],
  ['C20', 'rectum'],
];
const WHY_NOT_YET = {
  uncertain: [['technical'], ['technical', 'remnant-volume'], ['oncological']],
  unresectable: [['technical'], ['technical', 'oncological'], ['remnant-volume']],
};

/** Registers the patient and enters the primary, the liver metastases and the first multidisciplinary meeting. */
export function diagnose(chart, random, { plan, disease, foundOn, registeredOn }) {
  const [site, side] = random.pick(PRIMARIES);
  chart.enter('PatientRegistered', registeredOn, {
    dateBasis: 'calendar',
    sex: random.chance(0.57) ? 'male' : 'female',
    birthYear: Number(dateOf(foundOn).slice(0, 4)) - random.between(36, 77),
    study: STUDY,
  });
  primary(chart, random, { found: plan.found, foundOn, site, side });
  const strategy = strategyOf(plan);
  const bilobar =
    strategy === 'two-stages' || random.chance({ resectable: 0.2, uncertain: 0.6, unresectable: 0.8 }[plan.outset]);
  const foundAt =
    { synchronous: 'initial-staging', 'primary-first': 'resection-of-primary' }[plan.found] ?? 'follow-up';
  chart.enter('DiagnosisMade', foundOn, {
    kind: 'liver-metastasis',
    lesions: disease.lesions,
    largestLesion: disease.largest,
    lobes: bilobar && disease.lesions > 1 ? 'bilobar' : 'unilobar',
    basis: plan.found === 'primary-first' ? 'surgery' : 'imaging',
    foundAt,
  });
  if (disease.extrahepatic) {
    const lung = { kind: 'other-metastasis', site: 'lung', lesions: 1, basis: 'imaging', foundAt };
    chart.enter('DiagnosisMade', foundOn, lung);
  }

  const whyNotYet = (classification) =>
    disease.extrahepatic ? ['technical', 'extrahepatic-disease'] : random.pick(WHY_NOT_YET[classification]);
  const meet = (day, classification, plannedStrategy) =>
    chart.enter('ResectabilityAssessed', day, {
      classification,
      by: 'mdt',
      ...(classification !== 'resectable' && { criteria: whyNotYet(classification) }),
      ecog: random.between(0, 1),
      ...(plannedStrategy && { plannedStrategy }),
    });
  const upfront = plan.liver?.endsWith('upfront') ?? false;
  const reassess = plan.outset === 'unresectable' && !plan.liver ? 'palliative' : 'chemotherapy-then-reassess';
  meet(registeredOn, plan.outset, upfront ? 'surgery-first' : reassess);

  const sequence = sequenceOf(plan, random);
  return { side, sequence, strategy: strategy ?? sequence, meet };
}

/** The primary, with its operation where that comes before the metastases or together with their finding. */
function primary(chart, random, { found, foundOn, site, side }) {
  const metachronous = found === 'early' || found === 'late';
  const since = { early: [150, 345], late: [400, 1250], synchronous: [4, 16], 'primary-first': [0, 0] }[found];
  const day = foundOn - random.between(...since);
  const diagnosed = {
    kind: 'primary',
    site,
    side,
    histology: 'adenocarcinoma',
    tnm: { t: random.pick(['T3', 'T3', 'T4']), m: metachronous ? 'M0' : 'M1' },
    stage: metachronous ? random.pick(['II', 'III', 'III']) : 'IV',
    basis: found === 'primary-first' ? 'surgery' : 'biopsy',
  };
  chart.enter('DiagnosisMade', day, diagnosed);
  if (found === 'primary-first') resectPrimary(chart, random, day, side, 'palliative');
  if (!metachronous) return;
  const operatedOn = day + random.between(12, 30);
  const nodal = resectPrimary(chart, random, operatedOn, side, 'curative', diagnosed.stage === 'III');
  if (!nodal) return;
  const firstDay = operatedOn + random.between(35, 50);
  const cycles = Math.min(12, Math.floor((foundOn - 30 - firstDay) / 14));
  const lastDay = dateOf(firstDay + (cycles - 1) * 14);
  chart.enter('ChemotherapyCourseGiven', firstDay, { regimen: 'FOLFOX', lastDay, cycles, intent: 'adjuvant' });
}

/** The order of the two operations where the primary is still in place. */
function sequenceOf({ found, liver }, random) {
  if (found !== 'synchronous' || liver === null) return null;
  if (strategyOf({ liver }) === 'two-stages') return 'simultaneous';
  return random.pick(
    strategyOf({ liver }) === 'ablation' ? ['primary-first'] : ['simultaneous', 'primary-first', 'liver-first'],
  );
}

function strategyOf({ liver }) {
  if (liver === 'R0-two-stages' || liver === 'first-stage-only') return 'two-stages';
  return liver?.endsWith('ablation') ? 'ablation' : null;
}
