/** Share of the baseline size that the lesions have at an assessment, in percent, by the planned best response. */
const SIZE = { CR: [46, 60], PR: [48, 56], SD: [86, 97] };
const FIRST_SIZE = { CR: [46, 60], PR: [58, 80], SD: [88, 99] };

/**
 * The target lesions of one patient (two at most in the liver) and their readings: lengths in tenths of mm, the overall
 * response calculated from them by RECIST 1.0 (Therasse et al., J Natl Cancer Inst 2000;92:205-16).
 */
export function tumour(chart, random, { outset, liver: surgery }) {
  const liver = Array.from({ length: random.between(1, 2) }, () => random.between(240, 880));
  const lung = outset === 'unresectable' && surgery === null && random.chance(0.2) ? [random.between(150, 280)] : [];
  const organs = [...liver.map(() => 'liver'), ...lung.map(() => 'lung')];
  const baseline = [...liver, ...lung];
  const baselineSum = sum(baseline);
  let nadir = baselineSum;
  let readings = 0;

  const lesionsOf = (diameters) =>
    diameters.map((diameter, i) => {
      const lesion = { id: `T${i + 1}`, organ: organs[i] };
      return diameter > 0 ? { ...lesion, diameter, state: 'measured' } : { ...lesion, state: 'disappeared' };
    });
  const image = (day, purpose, findings) =>
    chart.enter('ImagingPerformed', day, { modality: random.chance(0.85) ? 'CT' : 'MRI', purpose, ...findings });
  const assess = (day, imagingId, reading) => {
    const assessment = { criteria: 'RECIST-1.0', ...reading, imagingId, assessor: 'investigator' };
    chart.enter('ResponseAssessed', day, assessment);
    return imagingId;
  };
  const measured = (day, purpose, diameters, newLesions) => {
    const total = sum(diameters);
    const target = recist(total, baselineSum, nadir);
    nadir = Math.min(nadir, total);
    const overall = newLesions === 'yes' ? 'PD' : target;
    const imagingId = image(day, purpose, { targetLesions: lesionsOf(diameters), nonTarget: 'none', newLesions });
    return assess(day, imagingId, { overall, target, nonTarget: 'none', newLesions, sumOfDiameters: total });
  };
  /** After an operation there is no target left to measure. */
  const unmeasured = (day, overall, nonTarget, newLesions) => {
    const imagingId = image(day, 'follow-up', { nonTarget, newLesions });
    return assess(day, imagingId, { overall, target: 'none', nonTarget, newLesions });
  };

  return {
    largest: Math.max(...liver),
    extrahepatic: lung.length > 0,
    lesions: liver.length + random.between(0, 4),
    baseline: (day) =>
      chart.enter('ImagingPerformed', day, {
        modality: 'CT',
        purpose: 'baseline',
        targetLesions: lesionsOf(baseline),
        nonTarget: 'none',
      }),
    /** An assessment on the way to the planned best response. */
    responding(day, best, purpose) {
      readings += 1;
      if (best === 'CR' && readings > 1)
        return measured(
          day,
          purpose,
          baseline.map(() => 0),
          'no',
        );
      const percent = random.between(...(readings === 1 ? FIRST_SIZE : SIZE)[best]);
      return measured(day, purpose, scaled(baseline, percent), 'no');
    },
    /** Growth by a fifth or more over the smallest sum so far, or else new lesions. */
    progressing(day, purpose) {
      const grown = nadir > 0 && random.chance(0.6);
      const percent = (100 * nadir * (grown ? random.between(124, 150) : 104)) / 100 / baselineSum;
      return measured(day, purpose, scaled(baseline, percent), grown ? 'no' : 'yes');
    },
    inadequate(day) {
      const imagingId = image(day, 'response', { adequate: false });
      return assess(day, imagingId, { overall: 'NE', target: 'NE', nonTarget: 'none', newLesions: 'no' });
    },
    withoutDisease: (day) => unmeasured(day, 'NED', 'none', 'no'),
    withResidualDisease: (day) => unmeasured(day, 'NON-CR/NON-PD', 'NON-CR/NON-PD', 'no'),
    recurring: (day) => unmeasured(day, 'PD', 'none', 'yes'),
    residualProgressing: (day) => unmeasured(day, 'PD', 'PD', 'no'),
  };
}

const sum = (lengths) => lengths.reduce((total, length) => total + length, 0);
const scaled = (lengths, percent) => lengths.map((length) => Math.round((length * percent) / 100));

/** Target response from sums of diameters, in whole numbers. */
function recist(total, baseline, nadir) {
  if (total === 0) return 'CR';
  if (5 * (total - nadir) >= nadir) return 'PD';
  return 10 * (baseline - total) >= 3 * baseline ? 'PR' : 'SD';
}
