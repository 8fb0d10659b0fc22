#!/usr/bin/env node
import 'reflect-metadata';
import { Command } from 'commander';
import { analyse } from './cli/analyse.js';
import { cohort } from './cli/cohort/index.js';
import { copy } from './cli/copy.js';
import { demo } from './cli/demo.js';
import { exportCommand } from './cli/export.js';
import { failureOf } from './cli/failure.js';
import { importCommand } from './cli/import.js';
import { log } from './cli/log.js';
import { openapi } from './cli/openapi.js';
import { outcomes } from './cli/outcomes.js';
import { rebuild } from './cli/rebuild.js';
import { replay } from './cli/replay.js';
import { serve } from './cli/serve.js';
import { statistics } from './cli/statistics.js';
import { timeline } from './cli/timeline.js';
import { trace } from './cli/trace.js';
import { verify } from './cli/verify.js';
import { VERSION } from './version.js';

const program = new Command('hepatrace')
  .description(
    'Event-sourced timelines of patients with colorectal liver metastases: events in, endpoints out, every number traceable.',
  )
  .version(VERSION)
  .exitOverride();
for (const make of [
  serve,
  demo,
  importCommand,
  timeline,
  outcomes,
  cohort,
  analyse,
  statistics,
  exportCommand,
  trace,
  replay,
  rebuild,
  verify,
  copy,
  log,
  openapi,
]) {
  program.addCommand(make().copyInheritedSettings(program));
}

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  const { message, exitCode } = failureOf(error);
  if (message) process.stderr.write(`${message}\n`);
  process.exitCode = exitCode;
}
