import { DATA_END } from './chart.mjs';
import { CYCLE_DAYS, giveCycles } from './chemotherapy.mjs';

const SITES = [['liver'], ['liver'], ['liver'], ['liver', 'lung'], ['lung'], ['peritoneum'], ['lymph-nodes']];
const SECOND_LINE = { FOLFOX: 'FOLFIRI', FOLFIRI: 'FOLFOX' };
/** Longer pauses between two cycles are questioned at entry. */
const LONGEST_PAUSE = 500;

/** What ends the patient's progression-free survival on day `days`, and what is known afterwards. */
export function end(context) {
  const { chart, random, plan, zero, days } = context;
  const day = zero + days;
  const seen = (after, status, contact) => chart.enter('FollowedUp', day + after, { status, contact });
  switch (plan.end) {
    case 'progression':
      progress(context, day);
      return live(context, day);
    case 'death':
      chart.enter('Died', day, { cause: days < 100 ? 'cancer' : 'other' });
      return undefined;
    case 'new-therapy':
      changeTherapy(context, day + 18, 'toxicity');
      return live(context, day + 18);
    case 'clinical':
      chart.enter('ProgressionDocumented', day + 44, { basis: 'clinical' });
      changeTherapy(context, day + 58, 'progression');
      return live(context, day + 58);
    case 'remission':
      if (plan.also === 'wrong-patient') misfile(context);
      return seen(0, 'alive-without-disease', 'visit');
    case 'lost':
      return seen(random.between(25, 70), 'alive', 'telephone');
    default:
      return seen(random.between(60, 90), 'alive', 'telephone');
  }
}

/** Progression on imaging; the one that is `mistyped` is first dated by the imaging before. */
function progress({ chart, random, plan, regimen, lastCycle, progressing, imagingBefore }, day) {
  const imagingId = progressing(day);
  const sites = plan.liver === 'R1' ? ['liver-margin'] : random.pick(SITES);
  const data = { basis: 'imaging', sites, imagingId };
  if (plan.also === 'mistyped-progression') {
    const wrong = { ...data, imagingId: imagingBefore.id };
    const id = chart.enter('ProgressionDocumented', imagingBefore.day, wrong);
    const text = 'The date of the imaging before was copied (synthetic).';
    chart.correct(id, day, data, { code: 'transcription', text });
  } else {
    chart.enter('ProgressionDocumented', day, data);
  }
  if (random.chance(0.85))
    changeTherapy({ chart, random, regimen, lastCycle }, day + random.between(10, 28), 'progression');
}

function changeTherapy({ chart, random, regimen, lastCycle }, day, cause) {
  if (day > DATA_END) return;
  const next = SECOND_LINE[regimen];
  const agent = random.chance(0.25) ? 'cetuximab' : undefined;
  const therapy = agent ? `${next} + ${agent}` : next;
  chart.enter('NewTherapyStarted', day, { therapy, kind: 'systemic', cause });
  const count = Math.min(random.between(2, 4), Math.floor((DATA_END - day) / CYCLE_DAYS));
  if (day - lastCycle < LONGEST_PAUSE && count > 0) {
    giveCycles(chart, day, { regimen: next, count, intent: 'palliative', agent, line: 2 });
  }
}

/** Contacts about every four months, until death or the data end. */
function live({ chart, random }, from) {
  const death = from + 100 + Math.round(-330 * Math.log(1 - random.fraction()));
  const dies = death < DATA_END;
  const until = dies ? death - 20 : DATA_END - 5;
  const visit = { status: 'alive-with-disease', contact: 'visit' };
  let day = from + random.between(90, 120);
  for (; day < until; day += random.between(110, 140)) {
    chart.enter('FollowedUp', day, { ...visit, ecog: random.between(0, 2) });
  }
  if (dies) chart.enter('Died', death, { cause: random.chance(0.94) ? 'cancer' : 'unknown' });
}

/** Another patient's progression is filed here, found out, and retracted. */
function misfile({ chart, zero, days }) {
  const day = zero + Math.round(days / 2);
  const id = chart.enter('ProgressionDocumented', day, { basis: 'imaging', sites: ['lung'] });
  chart.retract(id, day, { code: 'wrong-patient', text: 'The report is of another patient (synthetic).' });
}
