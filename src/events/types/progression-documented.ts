import { eventType } from '../event-type.js';
import { EventId, OneOf, SomeOf } from '../fields.js';

export class ProgressionDocumentedData {
  @OneOf(['imaging', 'histology', 'operation', 'clinical', 'marker', 'not-stated'], {
    about: 'operation: found at it; marker: by a marker alone, which is no progression under any rule',
  })
  basis!: 'imaging' | 'histology' | 'operation' | 'clinical' | 'marker' | 'not-stated';

  @SomeOf(['liver', 'liver-margin', 'lung', 'lymph-nodes', 'peritoneum', 'primary-site', 'other'], {
    optional: true,
    about: 'liver-margin: at the margin or the ablation site',
  })
  sites?: string[];

  @EventId({ optional: true })
  imagingId?: string;
}

export const ProgressionDocumented = eventType({
  name: 'ProgressionDocumented',
  version: 1,
  about: 'The disease has progressed, or has come back.',
  data: ProgressionDocumentedData,
  references: [{ field: 'imagingId', types: ['ImagingPerformed'] }],
  example: { occurredOn: '2008-06-16', data: { basis: 'imaging', sites: ['liver', 'lung'] } },
});
