const TOXICITY = {
  FOLFOX: [
    ['Neuropathy: sensory', 'oxaliplatin'],
    ['Neutrophils/granulocytes (ANC/AGC)', 'chemotherapy'],
    ['Nausea', 'chemotherapy'],
    ['Platelets', 'oxaliplatin'],
  ],
  FOLFIRI: [
    ['Diarrhea', 'irinotecan'],
    ['Hair loss/alopecia (scalp or body)', 'irinotecan'],
    ['Nausea', 'chemotherapy'],
    ['Fatigue (asthenia, lethargy, malaise)', 'chemotherapy'],
  ],
};

/** Days between two cycles. */
export const CYCLE_DAYS = 14;

/** Cycles of one regimen, `count` of them from number `from` on, the first on `day`. Gives the day of the last. */
export function giveCycles(chart, day, { regimen, from = 1, count, intent, agent, line }) {
  for (let i = 0; i < count; i += 1) {
    chart.enter('ChemotherapyCycleGiven', day + i * CYCLE_DAYS, {
      regimen,
      cycle: from + i,
      ...(line && { line }),
      intent,
      ...(agent && { agent }),
    });
  }
  return day + (count - 1) * CYCLE_DAYS;
}

/** A minor side effect (grade 1 or 2); `mistyped`: entered as grade 3 and put right afterwards. */
export function observeToxicity(chart, random, day, regimen, mistyped = false) {
  const [term, attributedTo] = random.pick(TOXICITY[regimen]);
  const data = { term, grade: mistyped ? 2 : random.between(1, 2), ctcaeVersion: '3.0', attributedTo };
  const observed = { ...data, outcome: random.pick(['resolved', 'resolved', 'resolving']) };
  if (!mistyped) return chart.enter('ToxicityObserved', day, observed);
  const id = chart.enter('ToxicityObserved', day, { ...observed, grade: 3 });
  const reason = { code: 'transcription', text: 'The chart says grade 2; 3 was keyed in (synthetic).' };
  return chart.correct(id, day, observed, reason);
}
