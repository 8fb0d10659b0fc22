import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { EventStore } from '../ports/index.js';
import { Projector } from '../projections/index.js';
import { Checkpointer } from '../provenance/index.js';

/** Seconds within which an event has its position, where the store gives it later: what takes longer is a fault. */
const SEQUENCED_WITHIN = 5;

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly store: EventStore,
    private readonly projector: Projector,
    private readonly checkpointer: Checkpointer,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  live() {
    return { status: 'ok' };
  }

  /**
   * Ready while the store answers, events get their positions, the projection runs and the log is not frozen; what is
   * wrong is named here.
   */
  @Get('ready')
  @ApiOperation({ summary: 'The store answers, the projection is running, the log is what was signed of it' })
  async ready(@Res({ passthrough: true }) response: Response) {
    const head = await this.store.head();
    const { position, stoppedBy } = this.projector.status();
    const signing = await this.checkpointer.status();
    const sequencing = this.store.sequencing();
    const ready = stoppedBy === null && signing.frozen === null && (sequencing?.seconds ?? 0) <= SEQUENCED_WITHIN;
    response.status(ready ? 200 : 503);
    return {
      status: ready ? 'ok' : 'not-ready',
      log: { position: head?.position ?? null, recordedAt: head?.recordedAt ?? null },
      sequencing,
      projection: { position, lag: (head?.position ?? -1) - (position ?? -1), stoppedBy },
      signing,
    };
  }
}
