import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CONFIG, type Config } from '../config.js';
import { RULE_SETS, TIME_ZEROS } from '../outcomes/index.js';
import { Clock, EventStore } from '../ports/index.js';
import { Reading } from '../projections/index.js';
import { moveEvent, Recording } from '../recording/index.js';
import { timelineDiff, timelineDiffView } from '../studies/index.js';
import { bodyFields, required } from './body.js';
import { refuse } from './problem.js';
import { asOfOf, onlyQuery, patientIdOf, questionIn, requestIdOf } from './request.js';

/** What was recorded of the wrong patient, and what was learnt between two moments. */
@ApiTags('patients')
@Controller('patients')
export class CorrectionsController {
  constructor(
    private readonly recording: Recording,
    private readonly reading: Reading,
    private readonly store: EventStore,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post(':id/events/:eventId/move')
  @ApiOperation({ summary: 'Move an event that was recorded of the wrong patient: recorded there, retracted here' })
  @ApiBody({ schema: { $ref: '#/components/schemas/Move' } })
  @ApiResponse({ status: 201, description: 'moved', schema: { $ref: '#/components/schemas/Moved' } })
  @ApiResponse({ status: 200, description: 'was moved already' })
  async move(
    @Param('id') id: string,
    @Param('eventId') eventId: string,
    @Body() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    onlyQuery(request, []);
    const fields = bodyFields(body, { to: 'text', reason: 'text', acknowledge: 'texts' });
    const { reason, acknowledge } = fields as { reason?: string; acknowledge?: readonly string[] };
    const { deduplicated, ...moved } = await moveEvent(
      { store: this.store, clock: this.clock, recording: this.recording },
      {
        patientId: patientIdOf(id),
        eventId,
        to: patientIdOf(required(fields, 'to', 'Name the patient whose event it is.'), '/to'),
        reason,
        acknowledge,
        caller: { ...this.config.localUser, requestId: requestIdOf(request) },
      },
    );
    response.status(deduplicated ? 200 : 201);
    return moved;
  }

  @Get(':id/timeline/diff')
  @ApiOperation({ summary: 'What was learnt of a patient between two moments, and what that did to the endpoints' })
  @ApiQuery({ name: 'from', description: 'as known then: a position, an instant with its zone, or a date' })
  @ApiQuery({ name: 'to', required: false, description: 'the same; now if absent' })
  @ApiQuery({ name: 'ruleSet', required: false, enum: RULE_SETS })
  @ApiQuery({ name: 'timeZero', required: false, enum: TIME_ZEROS })
  @ApiQuery({ name: 'option', required: false, isArray: true, type: String })
  @ApiQuery({ name: 'cutOff', required: false, description: 'clinical data cut-off of the endpoints' })
  @ApiResponse({ status: 200, schema: { $ref: '#/components/schemas/TimelineDiff' } })
  async diff(@Param('id') id: string, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    onlyQuery(request, ['from', 'to', 'ruleSet', 'timeZero', 'option', 'cutOff']);
    const { query } = request;
    const question = questionIn(request);
    const from = await asOfOf(query['from'], this.store, this.clock, 'from');
    const to = await asOfOf(query['to'], this.store, this.clock, 'to');
    if (!from) throw refuse(400, 'bad-query', '/from', 'from is required', 'Say from when on: a position or a date.');
    if (to && from.position > to.position)
      throw refuse(400, 'bad-query', '/to', 'to lies before from', 'Give the earlier of the two as from.');
    const found = await timelineDiff(this.reading, patientIdOf(id), question, from, to);
    if (!found) {
      const [detail, remedy] = ['no such patient was known at the later moment', 'Check the id and the moments.'];
      throw refuse(404, 'patient-unknown', '', detail, remedy);
    }
    response.setHeader('Cache-Control', 'no-store');
    return timelineDiffView(found);
  }
}
