import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { EventStore } from '../ports/index.js';
import { Projector } from '../projections/index.js';

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly store: EventStore,
    private readonly projector: Projector,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  live() {
    return { status: 'ok' };
  }

  /** Ready while the store answers and the projection runs; a poison event is named here. */
  @Get('ready')
  @ApiOperation({ summary: 'The store answers and the projection is running' })
  async ready(@Res({ passthrough: true }) response: Response) {
    const head = await this.store.head();
    const { position, stoppedBy } = this.projector.status();
    const ready = stoppedBy === null;
    response.status(ready ? 200 : 503);
    return {
      status: ready ? 'ok' : 'not-ready',
      log: { position: head?.position ?? null, recordedAt: head?.recordedAt ?? null },
      projection: { position, lag: (head?.position ?? -1) - (position ?? -1), stoppedBy },
    };
  }
}
