import { eventType } from '../event-type.js';
import { OneOf, Parts } from '../fields.js';
import { MolecularResult } from './diagnosis-made.js';

export class MolecularTestedData {
  @Parts(() => MolecularResult)
  results!: MolecularResult[];

  @OneOf(['tissue', 'blood'], { optional: true })
  specimen?: 'tissue' | 'blood';

  @OneOf(['pcr', 'sequencing', 'immunohistochemistry', 'in-situ-hybridisation', 'other'], { optional: true })
  method?: string;
}

export const MolecularTested = eventType({
  name: 'MolecularTested',
  version: 1,
  about:
    'The tumour is tested for molecular markers. A result that comes later is a new fact, not a correction of the diagnosis.',
  data: MolecularTestedData,
  example: {
    occurredOn: '2007-03-20',
    data: { results: [{ marker: 'KRAS', result: 'wild-type' }], specimen: 'tissue', method: 'sequencing' },
  },
});
