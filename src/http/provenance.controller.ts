import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { LogEntry } from '../ports/index.js';
import { HASH_BYTES, TILE_WIDTH, TransparencyLog, growthJson, proofJson, tlogProofText } from '../provenance/index.js';
import { sendLines } from './lines.js';
import { refuse } from './problem.js';
import { onlyQuery, wholeNumber } from './request.js';

const AFTER = { name: 'after', required: false, description: 'leave out what the caller has already' };
const CONTENT = {
  name: 'content',
  required: false,
  enum: ['true'],
  description: 'with the content and its salt; what is sealed stays ciphertext',
};

/** What lets somebody who does not trust this service check that its log only grew. */
@ApiTags('provenance')
@Controller('provenance')
export class ProvenanceController {
  constructor(private readonly log: TransparencyLog) {}

  @Get('checkpoint')
  @ApiOperation({ summary: 'The last checkpoint: origin, size and root of the log in a signed note (C2SP)' })
  @ApiProduces('text/plain')
  async checkpoint(@Req() request: Request, @Res() response: Response): Promise<void> {
    onlyQuery(request, []);
    response.type('text/plain').send((await this.log.checkpoint()).note);
  }

  @Get('checkpoints')
  @ApiOperation({ summary: 'All checkpoints by size, one JSON object a line: origin, size, note' })
  @ApiQuery({ ...AFTER, description: 'only checkpoints of more events' })
  @ApiProduces('application/x-ndjson')
  async checkpoints(@Req() request: Request, @Res() response: Response): Promise<void> {
    onlyQuery(request, ['after']);
    const after = wholeNumber(request, 'after') ?? -1;
    await sendLines(response, this.log.log.checkpoints({ after }));
  }

  @Get('events/:id/proof')
  @ApiOperation({ summary: 'That an event is in the log, as c2sp.org/tlog-proof@v1 or, if asked for, as JSON' })
  @ApiQuery({
    name: 'size',
    required: false,
    description: 'of the checkpoint to prove against; the last one if absent',
  })
  @ApiProduces('text/plain', 'application/json')
  @ApiResponse({ status: 404, description: 'no such event' })
  async proof(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    onlyQuery(request, ['size']);
    const proof = await this.log.inclusion(id, wholeNumber(request, 'size'));
    response.vary('Accept');
    if (request.accepts(['text/plain', 'application/json']) === 'application/json') response.json(proofJson(proof));
    else response.type('text/plain').send(tlogProofText(proof));
  }

  @Get('consistency')
  @ApiOperation({ summary: 'That the log of `to` events goes on from that of `from` events' })
  @ApiQuery({ name: 'from', required: true })
  @ApiQuery({ name: 'to', required: false, description: 'the size of the last checkpoint if absent' })
  async consistency(@Req() request: Request): Promise<object> {
    onlyQuery(request, ['from', 'to']);
    const from = wholeNumber(request, 'from');
    if (from !== undefined) return growthJson(await this.log.consistency(from, wholeNumber(request, 'to')));
    throw refuse(400, 'bad-query', '/from', 'from is not given', 'Give the size of the smaller log.');
  }

  @Get('tiles/:level/:n')
  @ApiOperation({ summary: 'Up to 256 hashes of the tree (c2sp.org/tlog-tiles), as many as there are' })
  @ApiProduces('application/octet-stream')
  async tile(
    @Param('level') level: string,
    @Param('n') n: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    onlyQuery(request, []);
    const known = /^\d{1,2}$/.test(level) && /^\d{1,15}$/.test(n);
    const hashes = known ? await this.log.log.tile(Number(level), Number(n)) : null;
    if (!hashes) throw refuse(404, 'no-such-tile', '', `the log has no tile ${level}/${n}`, 'Ask for an earlier one.');
    const whole = hashes.length === TILE_WIDTH * HASH_BYTES;
    response.set('Cache-Control', whole ? 'public, max-age=31536000, immutable' : 'no-store');
    response.type('application/octet-stream').send(hashes);
  }

  @Get('log')
  @ApiOperation({ summary: 'The log, one JSON object a line: index, leaf, salt and header of each event' })
  @ApiQuery({ ...AFTER, description: 'only what comes after this index' })
  @ApiQuery(CONTENT)
  @ApiProduces('application/x-ndjson')
  async entries(@Req() request: Request, @Res() response: Response): Promise<void> {
    onlyQuery(request, ['after', 'content']);
    const { content } = request.query;
    if (content !== undefined && content !== 'true')
      throw refuse(400, 'bad-query', '/content', 'content is true, or left out', 'Give content=true.');
    const lineOf = content === 'true' ? withContent : withoutContent;
    await sendLines(response, this.log.log.entries({ after: wholeNumber(request, 'after') ?? -1 }), lineOf);
  }
}

/** A line of the log: hashes and salts base64url, as in the leaf. */
const withoutContent = ({ index, leaf, header, headerSalt }: LogEntry): object => ({
  index,
  leaf,
  hs: headerSalt?.toString('base64url') ?? null,
  header,
});

const withContent = (entry: LogEntry): object => ({
  ...withoutContent(entry),
  cs: entry.contentSalt?.toString('base64url') ?? null,
  content: entry.content?.toString('base64url') ?? null,
});
