import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryEventStore } from '../../src/adapters/memory/event-store.js';
import { Clock } from '../../src/ports/index.js';
import { Cohorts, RefusedDefinitionError, UnknownCohortError } from '../../src/studies/index.js';

const TREATED = 'cohort: treated\nindex: first-line-treatment\ninclude: [{ age: 18 to 75 }]\n';
const OLDER = TREATED.replace('18 to 75', '18 to 80');
const WITHIN = 'cohort: treated-women\nindex: first-line-treatment\ninclude: [{ in: treated }, { sex: female }]\n';

class TestClock extends Clock {
  private ids = 0;
  override now = (): string => '2026-03-02T10:00:00.000Z';
  override newId = (): string => `00000000-0000-4000-8000-${String((this.ids += 1)).padStart(12, '0')}`;
}
const clock = new TestClock();
const caller = { subject: 'researcher', role: 'researcher', organisation: 'centre', requestId: 'r-1' };

let cohorts: Cohorts;
beforeEach(() => {
  cohorts = new Cohorts(new MemoryEventStore(clock));
});
const define = async (text: string, reason = 'protocol') =>
  (await cohorts.define(text, reason, { clock, caller })).cohort;

describe('A cohort definition', () => {
  it('is of version 1, then 2, each with its author, its reason and its hash', async () => {
    const [first, second] = [await define(TREATED), await define(OLDER, 'amendment')];
    expect([first.version, second.version, second.reason]).toEqual([1, 2, 'amendment']);
    expect(second.definedBy).toEqual({ subject: 'researcher', role: 'researcher', organisation: 'centre' });
    // printf '{"cohort":"treated","include":[{"age":"18 to 75"}],"index":"first-line-treatment"}' | sha256sum
    expect(first.sha256).toBe('28457b44e53195cea549c74c2944d98cbcdbc377a6b3d28753a164c659f140c4');
  });

  it('is answered with the version that has it when it comes again, in another order of keys', async () => {
    const first = await define(TREATED);
    await define(OLDER);
    const again = await cohorts.define(
      '{"include":[{"age":"18 to 75"}],"index":"first-line-treatment","cohort":"treated"}',
      'r',
      { clock, caller },
    );
    expect([again.isNew, again.cohort.version, again.cohort.eventId]).toEqual([false, 1, first.eventId]);
  });

  it('goes on to ask for the version of another cohort that there was', async () => {
    await define(TREATED);
    const within = await define(WITHIN);
    await define(OLDER);
    expect(within.definition['include']).toEqual([{ in: 'treated@1' }, { sex: 'female' }]);
    const plan = await cohorts.planOf(within, null);
    expect([...plan.known.keys()]).toEqual(['treated@1']);
    expect(plan.known.get('treated@1')?.definition['include']).toEqual([{ age: '18 to 75' }]);
  });

  it('is known from its place in the log on, and its first version stays usable', async () => {
    const [first, second] = [await define(TREATED), await define(OLDER)];
    const at = (position: number | null) => ({ position: position ?? -1, recordedAt: '' });
    await expect(cohorts.find('treated', at(-1))).rejects.toThrow(UnknownCohortError);
    expect((await cohorts.find('treated', at(first.position))).version).toBe(1);
    expect((await cohorts.find('treated', at(second.position))).version).toBe(2);
    expect((await cohorts.find('treated@1', null)).sha256).toBe(first.sha256);
    await expect(cohorts.find('treated@2', at(first.position))).rejects.toThrow('There is version 1.');
  });

  it('of a relative day is read back as it was written, plus sign and all', async () => {
    const text =
      'cohort: c\nevents: { r: { event: ResectionPerformed, where: { date: +10 }, take: first } }\nindex: r\ninclude: [r]\n';
    const defined = await define(text);
    expect(defined.definition['events']).toMatchObject({ r: { where: { date: '+10' } } });
    expect((await cohorts.planOf(defined, null)).events[0]?.where).toHaveLength(1);
  });

  it('is recorded as two versions when two people define it at once', async () => {
    const made = await Promise.all([define(TREATED), define(OLDER)]);
    expect(made.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual([1, 2]);
  });

  it('is refused under the name of all patients, without a reason, and where it cannot be read', async () => {
    const wrong: [string, string, string][] = [
      [TREATED.replace('treated', 'all'), 'r', 'repeated-name'],
      [TREATED, '', 'invalid-field'],
      [WITHIN, 'r', 'unknown-cohort'],
    ];
    for (const [text, reason, code] of wrong) {
      const refused = await define(text, reason).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(RefusedDefinitionError);
      expect((refused as RefusedDefinitionError).problems[0].code).toBe(code);
    }
    expect(await cohorts.all(null)).toEqual([]);
  });
});
