import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { parse } from 'yaml';
import { registeredPatient } from './patient.js';
import { removeFolder, startService, temporaryFolder } from './server.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}

const page = readFileSync('docs/operations/monitoring.md', 'utf8');
const { groups } = parse(readFileSync('docs/operations/alerts.yml', 'utf8')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);
const namesIn = (text: string, pattern: RegExp): readonly string[] =>
  [...new Set(text.match(pattern) ?? [])].toSorted();
const METRIC = /\bhepatrace_[a-z_]+/g;

describe('The page on monitoring', () => {
  const folder = temporaryFolder();
  let metrics = '';
  beforeAll(async () => {
    const anchor = join(folder, 'anchor');
    mkdirSync(anchor);
    const service = await startService(folder, { ANCHORS: `file:${anchor}` });
    await registeredPatient(service.url);
    metrics = (await request(service.url).get('/metrics').expect(200)).text;
    await service.stop();
  });
  afterAll(() => removeFolder(folder));

  it('has a row for each metric of the service, and for no other', () => {
    const rows = [...page.matchAll(/^\| `(hepatrace_[a-z_]+)`/gm)].map(([, name = '']) => name);
    const exposed = [...metrics.matchAll(/^# TYPE (hepatrace_[a-z_]+)/gm)].map(([, name = '']) => name);
    expect(rows.toSorted()).toEqual(exposed.toSorted());
  });

  it('alerts on samples that the service gives, and on labels that it sets', () => {
    const samples = namesIn(metrics, /^hepatrace_[a-z_]+/gm);
    for (const { expr } of rules) for (const name of namesIn(expr, METRIC)) expect(samples).toContain(name);
    expect(metrics).toMatch(/^hepatrace_store_seconds_bucket\{le="0.25",call="append"\} \d/m);
    expect(metrics).toMatch(
      /^hepatrace_http_request_seconds_count\{method="POST",route="\/patients",status="201"\} 1$/m,
    );
    expect(metrics).toMatch(/^hepatrace_anchor_failures\{anchor="file:/m);
  });

  it('says what to do at each alert', () => {
    const todo = page.slice(page.indexOf('## What to do'));
    expect(namesIn(todo, /\bHepatrace[A-Za-z]+/g)).toEqual(rules.map(({ alert }) => alert).toSorted());
    for (const { labels, annotations } of rules) {
      expect(['page', 'ticket']).toContain(labels.severity);
      expect(annotations.summary).not.toBe('');
    }
  });
});
