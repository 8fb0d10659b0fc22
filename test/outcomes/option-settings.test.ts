import { describe, expect, it } from '@jest/globals';
import { DEFAULT_OPTIONS, QuestionError, questionOf } from '../../src/outcomes/index.js';

const asked = (...option: readonly string[]) => questionOf({ option }).options;

describe('a rule set as a statistician', () => {
  it.each<[readonly string[], object]>([
    [['liverSurgery=censor'], { liverSurgery: 'censor' }],
    [['liverSurgery="censor"'], { liverSurgery: 'censor' }],
    [['r0MinWidth=10', 'sameDayOrder=therapy-first'], { r0MinWidth: 10, sameDayOrder: 'therapy-first' }],
    [['r0MinWidth=null'], { r0MinWidth: null }],
    [['schedule.interval=84'], { schedule: { interval: 84, window: 7, missed: 2, phases: [] } }],
    [['schedule.missed=3', 'schedule.window=0'], { schedule: { interval: 56, window: 0, missed: 3, phases: [] } }],
    [
      ['schedule.phases=[{"after":{"months":6},"interval":84,"window":7}]'],
      { schedule: { ...DEFAULT_OPTIONS.schedule, phases: [{ after: { months: 6 }, interval: 84, window: 7 }] } },
    ],
    [['schedule={"interval":84}'], { schedule: { ...DEFAULT_OPTIONS.schedule, interval: 84 } }],
    [[], {}],
  ])('sets it with %j keeps every other default', (settings, expected) => {
    expect(asked(...settings)).toEqual({ ...DEFAULT_OPTIONS, ...expected });
  });

  it.each<[readonly string[], string, string, RegExp]>([
    [['liverSurgery'], 'bad-option', '/option', /NAME=VALUE/],
    [['=censor'], 'bad-option', '/option', /NAME=VALUE/],
    [['a.b.c=1'], 'bad-option', '/option', /NAME=VALUE/],
    [['liverSurgery=no'], 'bad-option', '/options/liverSurgery', /ignore or censor/],
    [['liverSurgery='], 'bad-option', '/options/liverSurgery', /ignore or censor/],
    [['liverSurgery=ignore', 'liverSurgery=censor'], 'bad-option', '/options/liverSurgery', /once/],
    [['schedule.window=0', 'schedule={"interval":84}'], 'bad-option', '/options/schedule', /once/],
    [['schedule={"interval":84}', 'schedule.window=0'], 'bad-option', '/options/schedule', /once/],
    [['margins.wide=1'], 'bad-option', '/options/margins', /R0 or R0-R1/],
    [['schedule.interval=0'], 'bad-option', '/options/schedule', /interval, window, missed/],
    [['schedule.missed=0'], 'bad-option', '/options/schedule', /missed/],
    [['schedule.visits=3'], 'bad-option', '/options/schedule', /missed/],
    [['schedule=84'], 'bad-option', '/options/schedule', /interval, window, missed/],
    [['schedule.phases=[{"interval":84,"window":7}]'], 'bad-option', '/options/schedule', /liver-surgery/],
    [['schedule.phases=[{"after":"surgery","interval":84,"window":7}]'], 'bad-option', '/options/schedule', /months/],
    [
      ['schedule.phases=[{"after":{"months":6,"days":1},"interval":84,"window":7}]'],
      'bad-option',
      '/options/schedule',
      /months/,
    ],
    [['surgery=censor'], 'unknown-option', '/options/surgery', /liverSurgery, discontinuation/],
    [['__proto__=1'], 'unknown-option', '/options/__proto__', /liverSurgery/],
    [['constructor.prototype=1'], 'unknown-option', '/options/constructor', /liverSurgery/],
  ])('who writes %j is refused as %s, at %s, with what to do', (settings, code, pointer, remedy) => {
    const attempt = () => asked(...settings);
    expect(attempt).toThrow(QuestionError);
    expect(attempt).toThrow(expect.objectContaining({ code, pointer, remedy: expect.stringMatching(remedy) }));
  });

  it('reads in the refusal what was given, not what the defaults made of it', () => {
    expect(() => asked('schedule.interval=0')).toThrow(/\{"interval":0\} does not fit schedule/);
  });
});
