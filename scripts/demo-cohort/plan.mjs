/**
 * What happens to each of the 60 synthetic patients: the whole of what the published series says is planned here, the
 * rest (dates, sizes, regimens, side effects) is drawn.
 *
 * found    synchronous: primary in place when chemotherapy starts; primary-first: synchronous, the primary is operated on
 *          as an emergency first; early, late: metachronous, within a year of the primary or later
 * outset   the multidisciplinary team's class before treatment
 * best     best response to chemotherapy before any liver surgery; NE: not evaluable
 * liver    what is done to the liver metastases; upfront: before any chemotherapy; pCR: no viable tumour in the specimen
 * days, end   progression-free survival from the first treatment, and what ends it; remission: the last visit before the
 *          data end, whatever day that is; left: no imaging after the start; inadequate: one that allows no assessment
 * also     primary-later: the primary is resected after the chemotherapy; the rest are entries mended later, see amend.mjs
 */
const TABLE = `
found          outset        best  liver                days  end            also
late           resectable    NE    R0-upfront            479  progression
early          resectable    NE    R0-upfront              -  remission
late           resectable    NE    R0-upfront            655  progression
synchronous    resectable    CR    R0-pCR                  -  remission
late           resectable    PR    R0                      -  remission
late           resectable    PR    R0                    743  progression
early          resectable    SD    R0                    512  progression
synchronous    resectable    PR    R0                      -  remission
synchronous    resectable    PR    R0                      -  remission      wrong-patient
synchronous    resectable    SD    R0                    577  progression
late           resectable    PR    R1                    601  progression
synchronous    resectable    SD    R1                    352  progression
primary-first  resectable    CR    -                       -  remission
early          resectable    PD    -                      56  progression
synchronous    uncertain     PR    R0                      -  remission
synchronous    uncertain     PR    R0                    689  progression
late           uncertain     PR    R0                    548  progression
synchronous    uncertain     PR    R0-two-stages         905  progression
primary-first  uncertain     PR    R1                    498  progression
synchronous    uncertain     PR    ablation              536  progression
early          uncertain     SD    ablation              402  progression
synchronous    uncertain     PR    R2                    367  progression
late           uncertain     CR    -                     782  progression
synchronous    uncertain     PR    -                     472  progression    mistyped-progression
synchronous    uncertain     PR    -                     418  progression    primary-later
primary-first  uncertain     PR    -                     566  lost
late           uncertain     PR    -                     336  progression
synchronous    uncertain     SD    -                     283  progression
synchronous    uncertain     SD    -                     227  progression    mistyped-grade
early          uncertain     SD    -                     311  new-therapy
synchronous    uncertain     PD    -                      54  progression
synchronous    uncertain     NE    -                       0  left
synchronous    unresectable  PR    R0                    611  progression
synchronous    unresectable  PR    first-stage-only      441  progression
synchronous    unresectable  PR    incomplete-ablation   385  progression
late           unresectable  CR    -                     701  lost
synchronous    unresectable  PR    -                     254  progression
synchronous    unresectable  PR    -                     298  progression
late           unresectable  PR    -                     342  progression
synchronous    unresectable  PR    -                     393  progression
primary-first  unresectable  PR    -                     505  progression
synchronous    unresectable  PR    -                     486  progression    primary-later
synchronous    unresectable  PR    -                     523  lost
synchronous    unresectable  PR    -                     364  lost
synchronous    unresectable  PR    -                     590  clinical       primary-later
synchronous    unresectable  SD    -                     171  progression
synchronous    unresectable  SD    -                     196  progression
early          unresectable  SD    -                     218  progression
synchronous    unresectable  SD    -                     246  progression
primary-first  unresectable  SD    -                     275  lost
synchronous    unresectable  SD    -                     322  progression
late           unresectable  SD    -                     457  death
synchronous    unresectable  PD    -                      49  progression
synchronous    unresectable  PD    -                      51  progression
late           unresectable  PD    -                      55  progression
synchronous    unresectable  PD    -                      58  progression
primary-first  unresectable  PD    -                      60  progression
synchronous    unresectable  PD    -                      62  progression
synchronous    unresectable  NE    -                      34  death
early          unresectable  NE    -                       0  inadequate
`;

const [, ...rows] = TABLE.trim().split('\n');

export const PLAN = rows.map((row, index) => {
  const [found, outset, best, liver, days, end, also = null] = row.split(/\s+/);
  return {
    index,
    found,
    outset,
    best,
    liver: liver === '-' ? null : liver,
    days: days === '-' ? null : Number(days),
    end,
    also,
  };
});
