import { DATA_END, openChart } from './chart.mjs';
import { CYCLE_DAYS, giveCycles, observeToxicity } from './chemotherapy.mjs';
import { diagnose } from './diagnosis.mjs';
import { end } from './ending.mjs';
import { operateLiver, resectPrimary } from './surgery.mjs';
import { tumour } from './tumour.mjs';

const COURSE = 12;
/** Two visits 8 weeks apart, each a week late: more between two assessments would censor (Table A of the FDA's guidance). */
const LONGEST_GAP = 126;

/** The lines of one synthetic patient whose liver metastases are found on day number `foundOn`. */
export function historyOf(plan, patientId, foundOn, random) {
  const urgent = plan.found === 'primary-first';
  // After an emergency operation chemotherapy waits for the wound to heal.
  const zero = foundOn + (urgent ? random.between(36, 48) : random.between(26, 38));
  const registeredOn = zero - random.between(1, 4);
  const chart = openChart(patientId, registeredOn, random);
  const disease = tumour(chart, random, plan);
  const patient = diagnose(chart, random, { plan, disease, foundOn, registeredOn });
  disease.baseline(zero - random.between(6, 20));

  const days = plan.end === 'remission' ? DATA_END - random.between(12, 70) - zero : plan.days;
  const regimen = random.chance(0.62) ? 'FOLFOX' : 'FOLFIRI';
  const agent = random.chance(0.4) ? 'bevacizumab' : undefined;
  const context = { chart, random, disease, patient, plan, zero, days, regimen, agent };
  const treated = plan.liver ? operated(context) : unoperated(context);

  if (random.chance(0.55) || plan.also === 'mistyped-grade') {
    const day = zero + random.between(9, 30);
    observeToxicity(chart, random, day, regimen, plan.also === 'mistyped-grade');
    if (random.chance(0.4)) observeToxicity(chart, random, day + random.between(16, 40), regimen);
  }
  end({ ...context, ...treated });
  return chart.lines();
}

/** Chemotherapy alone, imaged every eight weeks under it and every three to four months after it. */
function unoperated({ chart, random, disease, patient, plan, zero, days, regimen, agent }) {
  const intent = { resectable: 'neoadjuvant', uncertain: 'conversion', unresectable: 'palliative' }[plan.outset];
  const treatedDays = days === 0 ? (plan.end === 'left' ? 3 : 40) : days - 2;
  const count = Math.min(COURSE, Math.floor(treatedDays / CYCLE_DAYS) + 1);
  const lastCycle = giveCycles(chart, zero, { regimen, count, intent, agent });
  const last = plan.end === 'death' ? days - random.between(30, 70) : days;
  const underTreatment = [56, 112, 168].map((day) => day + random.between(-3, 3));
  const visits = last > 0 ? [...underTreatment.filter((day) => day < last - 40), last] : [];
  let imagingBefore;
  for (const day of spaced(0, visits, random)) {
    if (day === last && plan.end === 'progression') break;
    const id = disease.responding(zero + day, plan.best, day < 175 ? 'response' : 'follow-up');
    imagingBefore = { id, day: zero + day };
  }
  if (plan.end === 'inadequate') disease.inadequate(zero + 52);
  if (plan.outset === 'uncertain' && days > 130) {
    patient.meet(zero + underTreatment[1] + 6, 'unresectable', 'palliative');
  }
  if (plan.also === 'primary-later') {
    resectPrimary(chart, random, lastCycle + random.between(35, 50), patient.side, 'palliative');
  }
  return {
    lastCycle,
    imagingBefore,
    progressing: (day) => disease.progressing(day, day < zero + 175 ? 'response' : 'follow-up'),
  };
}

/** The liver is operated on, at once or after chemotherapy; the twelve cycles are completed afterwards. */
function operated({ chart, random, disease, patient, plan, zero, days, regimen, agent }) {
  const upfront = plan.liver.endsWith('upfront');
  const before = upfront ? 0 : plan.outset === 'resectable' ? 6 : random.between(6, 8);
  const intent = upfront ? 'adjuvant' : plan.outset === 'resectable' ? 'perioperative' : 'conversion';
  // Bevacizumab is left out of the last cycle before an operation.
  giveCycles(chart, zero, { regimen, count: before - 1, intent, agent });
  if (!upfront) giveCycles(chart, zero + (before - 1) * CYCLE_DAYS, { regimen, from: before, count: 1, intent });

  const restaging = upfront ? 0 : (before - 1) * CYCLE_DAYS + random.between(12, 17);
  if (!upfront) {
    disease.responding(zero + Math.round(restaging / 2), plan.best, 'response');
    disease.responding(zero + restaging, plan.best, 'response');
    if (plan.outset !== 'resectable') patient.meet(zero + restaging + 5, 'resectable', patient.strategy);
  }

  const inPlace = plan.found === 'synchronous';
  let day = zero + (upfront ? 0 : restaging + random.between(22, 28));
  if (inPlace && patient.sequence === 'primary-first') {
    resectPrimary(chart, random, day - 6, patient.side, 'curative');
    day += random.between(32, 36);
  }
  const withPrimary = inPlace && patient.sequence === 'simultaneous';
  const operation = { liver: plan.liver, lesions: disease.lesions, withPrimary };
  const { last, residual } = operateLiver(chart, random, day, operation);
  let healed = last;
  if (inPlace && patient.sequence === 'liver-first') {
    healed = last + random.between(48, 56);
    resectPrimary(chart, random, healed, patient.side, 'curative');
  }
  const restart = healed + random.between(36, 46);
  const count = Math.min(COURSE - before, Math.floor((zero + days - 2 - restart) / CYCLE_DAYS) + 1);
  const afterwards = intent === 'conversion' ? 'adjuvant' : intent;
  const lastCycle = giveCycles(chart, restart, { regimen, from: before + 1, count, intent: afterwards, agent });

  for (const visit of spaced(restaging, [days], random)) {
    if (visit === days && plan.end === 'progression') break;
    if (zero + visit <= last) throw new Error(`${chart.patientId}: assessed as operated on before the operation`);
    (residual ? disease.withResidualDisease : disease.withoutDisease)(zero + visit);
  }
  return { lastCycle, progressing: residual ? disease.residualProgressing : disease.recurring };
}

/** Fills the gaps between planned visits with more, so that none is longer than about fifteen weeks. */
function spaced(start, visits, random) {
  return visits.flatMap((visit, i) => {
    const from = visits[i - 1] ?? start;
    const steps = Math.ceil((visit - from) / 108);
    const between = Array.from({ length: Math.max(0, steps - 1) }, (_, k) => {
      const day = from + Math.round(((k + 1) * (visit - from)) / steps);
      return day + random.between(-4, 4);
    });
    if ((visit - from) / Math.max(1, steps) + 8 > LONGEST_GAP) throw new Error('visits too far apart');
    return [...between, visit];
  });
}
