import { QuestionError } from './question-error.js';

const SETTING = /^(\w+)(?:\.(\w+))?=(.*)$/s;

/**
 * Options from settings as people write them on a command line or in an address: `liverSurgery=censor`, `r0MinWidth=10`,
 * `schedule.interval=84`, `schedule={"phases":[…]}`. A value is JSON, else a bare word.
 * @throws QuestionError `bad-option` for one that is no setting, or that was given already
 */
export function optionsFrom(settings: readonly string[]): Readonly<Record<string, unknown>> {
  const options = new Map<string, Map<string, unknown>>();
  for (const setting of settings) {
    const [, name, part = WHOLE, text] = SETTING.exec(setting) ?? [];
    if (name === undefined || text === undefined) {
      const remedy = 'Write NAME=VALUE, for instance liverSurgery=censor or schedule.interval=84.';
      throw new QuestionError('bad-option', '/option', `"${setting}" is no setting of an option.`, remedy);
    }
    const parts = options.get(name) ?? new Map<string, unknown>();
    if (parts.has(part) || parts.has(WHOLE) || (part === WHOLE && parts.size > 0)) {
      throw new QuestionError('bad-option', `/options/${name}`, `${name} is given more than once.`, 'Give it once.');
    }
    options.set(name, parts.set(part, valueOf(text)));
  }
  return Object.fromEntries(
    [...options].map(([name, parts]) => [name, parts.has(WHOLE) ? parts.get(WHOLE) : Object.fromEntries(parts)]),
  );
}

/** Stands for an option that is set as a whole. */
const WHOLE = '';

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
