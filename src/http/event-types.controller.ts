import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CATALOGUE, eventSchemaOf, eventTypeOf, type EventType } from '../events/index.js';
import { refuse } from './problem.js';

@ApiTags('event types')
@Controller('event-types')
export class EventTypesController {
  @Get()
  @ApiOperation({ summary: 'The catalogue: every event type with its JSON Schema and an example' })
  all() {
    return { eventTypes: CATALOGUE.map(view) };
  }

  @Get(':type')
  @ApiOperation({ summary: 'One event type' })
  one(@Param('type') name: string) {
    const type = eventTypeOf(name);
    if (type) return view(type);
    throw refuse(
      404,
      'unknown-event-type',
      '/type',
      `there is no event type ${JSON.stringify(name)}`,
      `Use one of: ${CATALOGUE.map((known) => known.name).join(', ')}.`,
    );
  }
}

function view(type: EventType) {
  const { name, version, about, sealed = [], example } = type;
  return { type: name, version, about, sealed, schema: eventSchemaOf(type), example: { type: name, ...example } };
}
