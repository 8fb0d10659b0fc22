import type { Request, RequestHandler } from 'express';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { EventStore } from '../ports/index.js';
import type { Projector } from '../projections/index.js';
import type { AnchorStatus, Checkpointer } from '../provenance/index.js';

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** What the process tells a Prometheus server. Labels name routes and calls, never a patient. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'hepatrace_http_request_seconds',
    help: 'Time to answer a request, by method, route template and status',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [this.registry],
  });
  private readonly storeCalls = new Histogram({
    name: 'hepatrace_store_seconds',
    help: 'Latency of the event store, by call; an append includes the sync to disk',
    labelNames: ['call'],
    buckets: SECONDS,
    registers: [this.registry],
  });
  private readonly storeFailures = new Counter({
    name: 'hepatrace_store_failures_total',
    help: 'Calls of the event store that failed, refused appends included',
    labelNames: ['call'],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Adds what is read off the log and the projector at each scrape. */
  watch(store: EventStore, projector: Projector): void {
    const gauge = this.gauge.bind(this);
    const head = async (): Promise<number> => (await store.head())?.position ?? -1;
    const projected = (): number => projector.status().position ?? -1;
    gauge('hepatrace_log_position', 'Position of the last event; -1 while the log is empty', head);
    gauge(
      'hepatrace_sequencer_waiting_events',
      'Events that have no position yet; always 0 on the embedded store, which gives it with the append',
      () => store.sequencing()?.waiting ?? 0,
    );
    gauge('hepatrace_sequencer_lag_seconds', 'How long they have been waiting', () => store.sequencing()?.seconds ?? 0);
    gauge(
      'hepatrace_projection_position',
      'Position up to which the read models know the log; -1 before the first',
      projected,
    );
    gauge(
      'hepatrace_projection_lag_events',
      'Events that the read models do not know yet',
      async () => (await head()) - projected(),
    );
    gauge(
      'hepatrace_projection_stopped',
      '1 while an event that cannot be read holds the projection up; see /health/ready',
      () => (projector.status().stoppedBy ? 1 : 0),
    );
    gauge(
      'hepatrace_projection_stopped_at',
      'Position of the event that holds the projection up; -1 while it runs',
      () => projector.status().stoppedBy?.position ?? -1,
    );
  }

  /** Adds what is known of the log's checkpoints and anchors at each scrape. */
  watchLog(checkpointer: Checkpointer): void {
    this.gauge('hepatrace_log_frozen', '1 while the log is not what was signed of it; see /health/ready', async () =>
      (await checkpointer.status()).frozen ? 1 : 0,
    );
    this.gauge(
      'hepatrace_log_unsigned_events',
      'Events that no checkpoint covers yet',
      async () => (await checkpointer.status()).unsigned,
    );
    const byAnchor = (name: string, help: string, value: (anchor: AnchorStatus, signed: number) => number): void => {
      const made = new Gauge({
        name,
        help,
        labelNames: ['anchor'],
        registers: [],
        async collect() {
          const { anchors, signed } = await checkpointer.status();
          for (const anchor of anchors) this.set({ anchor: anchor.name }, value(anchor, signed ?? 0));
        },
      });
      this.registry.registerMetric(made);
    };
    byAnchor(
      'hepatrace_anchor_lag_events',
      'Signed events that an anchor does not know yet',
      ({ size }, signed) => signed - (size ?? 0),
    );
    byAnchor(
      'hepatrace_anchor_failures',
      'How often in a row an anchor has not answered; 0 while it does',
      ({ failure }) => failure?.failures ?? 0,
    );
  }

  private gauge(name: string, help: string, value: () => number | Promise<number>): void {
    const made = new Gauge({
      name,
      help,
      registers: [],
      async collect() {
        this.set(await value());
      },
    });
    this.registry.registerMetric(made);
  }

  readonly observeStore = (call: 'append' | 'read-stream', seconds: number, failed: boolean): void => {
    this.storeCalls.observe({ call }, seconds);
    if (failed) this.storeFailures.inc({ call });
  };

  /** Express middleware that times each request under its route template. */
  readonly timing: RequestHandler = (request, response, next) => {
    const started = performance.now();
    response.once('finish', () => {
      const { route } = request as Request & { route?: { path?: string } };
      const labels = { method: request.method, route: route?.path ?? 'none', status: String(response.statusCode) };
      this.requests.observe(labels, (performance.now() - started) / 1000);
    });
    next();
  };

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
