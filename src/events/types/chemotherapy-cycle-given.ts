import { eventType } from '../event-type.js';
import { Flag, OneOf, Whole } from '../fields.js';
import { AGENTS, INTENTS, REGIMENS } from '../vocabulary.js';

export class ChemotherapyCycleGivenData {
  @OneOf(REGIMENS)
  regimen!: string;

  @Whole(1, 200, { about: 'numbered within its course' })
  cycle!: number;

  @Whole(1, 20, { optional: true, about: 'line of treatment, where the source states it' })
  line?: number;

  @OneOf(INTENTS, { optional: true })
  intent?: string;

  @OneOf(AGENTS, { optional: true, about: 'targeted or immune agent' })
  agent?: string;

  @Flag({ optional: true })
  doseReduced?: boolean;

  @OneOf(['systemic', 'hepatic-artery'], { optional: true })
  route?: 'systemic' | 'hepatic-artery';
}

export const ChemotherapyCycleGiven = eventType({
  name: 'ChemotherapyCycleGiven',
  version: 1,
  about: 'One cycle of chemotherapy is given.',
  data: ChemotherapyCycleGivenData,
  example: {
    occurredOn: '2007-03-02',
    data: { regimen: 'FOLFOX', cycle: 1, intent: 'conversion', agent: 'bevacizumab' },
  },
});
