import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { Logger } from 'pino';
import { MeasuredEventStore, type WritableAdapters } from './adapters/index.js';
import { rowsBesideServer } from './cli/side-by-side.js';
import { CONFIG, type Config } from './config.js';
import { AnalysesController, ResultsController } from './http/analyses.controller.js';
import { CohortsController, SchemasController } from './http/cohorts.controller.js';
import { CorrectionsController } from './http/corrections.controller.js';
import { EventTypesController } from './http/event-types.controller.js';
import { HealthController } from './http/health.controller.js';
import { MetricsController } from './http/metrics.controller.js';
import { Metrics } from './http/metrics.js';
import { PatientsController } from './http/patients.controller.js';
import { ProvenanceController } from './http/provenance.controller.js';
import { TracesController } from './http/traces.controller.js';
import { Clock, EventStore, Results } from './ports/index.js';
import { Projector, Reading } from './projections/index.js';
import { HistoryHandler, OutcomesHandler, TimelineHandler } from './projections/queries.js';
import { Checkpointer, TransparencyLog } from './provenance/index.js';
import { RecordEventsHandler } from './recording/commands.js';
import { Recording } from './recording/index.js';
import { Cohorts } from './studies/index.js';

const ADAPTERS = Symbol('hepatrace:adapters');

/** Wires the rooms to what config opened. Stopping the application stops the projector, then closes the stores. */
@Module({})
export class AppModule implements OnApplicationShutdown {
  constructor(
    private readonly projector: Projector,
    @Inject(ADAPTERS) private readonly adapters: WritableAdapters,
  ) {}

  static of(config: Config, adapters: WritableAdapters, logger: Logger): DynamicModule {
    const { models, clock, log, checkpointer } = adapters;
    const metrics = new Metrics();
    const store = new MeasuredEventStore(adapters.store, metrics.observeStore);
    checkpointer.onFreeze(({ because }) => {
      logger.error({ because: because.map(({ code }) => code) }, 'the log is frozen: see /health/ready');
    });
    const startProjector = async (): Promise<Projector> => {
      const projector = new Projector(store, models, (why) => {
        logger.error(
          { error: why instanceof Error ? why.name : 'unknown' },
          'the projection stopped: see /health/ready',
        );
      });
      await projector.start();
      metrics.watch(store, projector);
      metrics.watchLog(checkpointer);
      return projector;
    };
    return {
      module: AppModule,
      imports: [CqrsModule.forRoot()],
      controllers: [
        PatientsController,
        CorrectionsController,
        EventTypesController,
        CohortsController,
        SchemasController,
        AnalysesController,
        ResultsController,
        ProvenanceController,
        TracesController,
        HealthController,
        MetricsController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: ADAPTERS, useValue: adapters },
        { provide: EventStore, useValue: store },
        { provide: Clock, useValue: clock },
        { provide: Cohorts, useFactory: () => new Cohorts(store) },
        { provide: Results, useValue: adapters.results },
        { provide: TransparencyLog, useValue: log },
        { provide: Checkpointer, useValue: checkpointer },
        { provide: Metrics, useValue: metrics },
        { provide: Projector, useFactory: startProjector },
        {
          provide: Reading,
          inject: [Projector],
          useFactory: (projector: Projector) =>
            new Reading(store, models, (position) => projector.reached(position), rowsBesideServer(config, store)),
        },
        { provide: Recording, useFactory: () => new Recording(store, clock) },
        RecordEventsHandler,
        TimelineHandler,
        OutcomesHandler,
        HistoryHandler,
      ],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.projector.close();
    await this.adapters.close();
  }
}
