import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadConfig, type Overrides } from '../src/config.js';
import { SetupError } from '../src/ports/index.js';

/** The message of the refusal, line by line. */
function refusals(overrides: Overrides, env: NodeJS.ProcessEnv): string[] {
  try {
    loadConfig(overrides, env);
  } catch (error) {
    expect(error).toBeInstanceOf(SetupError);
    expect(error).toMatchObject({ code: 'bad-config' });
    return (error as SetupError).message.split('\n');
  }
  return [];
}

const NO_MONGODB =
  'READ_MODELS_URL is no MongoDB address with a database: give mongodb://host:27017/hepatrace, or unset it for the embedded read models';

describe('the settings', () => {
  it('a container may listen to its own network where its port is published to this machine alone', () => {
    expect(loadConfig({ host: '0.0.0.0' }, { PUBLISHED_ON_LOOPBACK: 'yes' }).host).toBe('0.0.0.0');
  });

  it('need nothing: a folder here, this machine only, a key in the home of the user', () => {
    expect(loadConfig({}, {})).toEqual({
      dataDir: './data',
      host: '127.0.0.1',
      port: 3000,
      keyFile: join(homedir(), '.hepatrace', 'key'),
      eventStoreUrl: null,
      readModelsUrl: null,
      anchors: [],
      logLevel: 'info',
      bodyLimit: 262_144,
      batchLimit: 500,
      localUser: { subject: userInfo().username, role: 'local-user', organisation: 'local' },
    });
  });

  it('come from the environment, and the command line wins over it', () => {
    const env = {
      HEPATRACE_DATA_DIR: '/srv/crlm',
      HEPATRACE_KEY_FILE: '/etc/hepatrace.key',
      HOST: 'localhost',
      PORT: '8080',
      LOG_LEVEL: 'debug',
      BODY_LIMIT: '1024',
      READ_MODELS_URL: 'mongodb://reader:secret@db-0:27017,db-1:27017/hepatrace?replicaSet=rs0',
      BATCH_LIMIT: '1',
      ANCHORS: 'file:/srv/a, git:/srv/b',
    };
    const fromEnvironment = {
      dataDir: '/srv/crlm',
      keyFile: '/etc/hepatrace.key',
      host: 'localhost',
      port: 8080,
      logLevel: 'debug',
      bodyLimit: 1024,
      batchLimit: 1,
      readModelsUrl: 'mongodb://reader:secret@db-0:27017,db-1:27017/hepatrace?replicaSet=rs0',
      anchors: ['file:/srv/a', 'git:/srv/b'],
    };
    expect(loadConfig({}, env)).toMatchObject(fromEnvironment);
    expect(loadConfig({ dataDir: 'here', host: '::1', port: '0' }, env)).toMatchObject({
      ...fromEnvironment,
      dataDir: 'here',
      host: '::1',
      port: 0,
    });
    expect(loadConfig({ dataDir: undefined, host: undefined, port: undefined }, env)).toMatchObject(fromEnvironment);
  });

  it.each<[string, Overrides, NodeJS.ProcessEnv, string]>([
    ['a port that is no number', {}, { PORT: 'http' }, 'the port is "http": give a whole number from 0 to 65535'],
    ['a port beyond the last', { port: '65536' }, {}, 'the port is "65536": give a whole number from 0 to 65535'],
    ['a negative port', { port: '-1' }, {}, 'the port is "-1": give a whole number from 0 to 65535'],
    [
      'half a limit',
      {},
      { BODY_LIMIT: '2048.5' },
      'BODY_LIMIT is "2048.5": give a whole number from 1024 to 100000000',
    ],
    ['a tiny body', {}, { BODY_LIMIT: '1023' }, 'BODY_LIMIT is "1023": give a whole number from 1024 to 100000000'],
    ['an empty batch', {}, { BATCH_LIMIT: '0' }, 'BATCH_LIMIT is "0": give a whole number from 1 to 100000'],
    [
      'an unknown level',
      {},
      { LOG_LEVEL: 'verbose' },
      'LOG_LEVEL is "verbose": give one of fatal, error, warn, info, debug, silent',
    ],
    [
      'a host that the world can reach',
      { host: '0.0.0.0' },
      {},
      'the host is "0.0.0.0": without roles the service answers this machine only; use 127.0.0.1 ' +
        '(in a container whose port is published to 127.0.0.1 alone: PUBLISHED_ON_LOOPBACK=yes)',
    ],
    [
      'an anchor that is a bare folder',
      {},
      { ANCHORS: 'file:/srv/a,/srv/b' },
      'ANCHORS names "/srv/b": give file:DIR or git:REPOSITORY, separated by commas',
    ],
    ['an empty folder name', { dataDir: '' }, {}, '--data-dir is empty: name a folder or leave it out'],
    [
      'an empty key file name',
      {},
      { HEPATRACE_KEY_FILE: ' ' },
      'HEPATRACE_KEY_FILE is set, but empty: give it a value or unset it',
    ],
    [
      'an empty folder name from the environment',
      {},
      { HEPATRACE_DATA_DIR: '' },
      'HEPATRACE_DATA_DIR is set, but empty: give it a value or unset it',
    ],
    [
      'an event store on another kind of server',
      {},
      { EVENT_STORE_URL: 'postgres://recorder:secret@localhost/x' },
      'EVENT_STORE_URL is no KurrentDB address: give kurrentdb://host:2113?tls=false or kurrentdb+discover://host:2113, or unset it for the embedded event store',
    ],
    ['read models in no database', {}, { READ_MODELS_URL: 'mongodb://reader:secret@localhost' }, NO_MONGODB],
    [
      'read models on another kind of server',
      {},
      { READ_MODELS_URL: 'postgres://reader:secret@localhost/x' },
      NO_MONGODB,
    ],
  ])('are refused with %s, and the message says what to do', (_, overrides, env, message) => {
    expect(refusals(overrides, env)).toEqual([message]);
  });

  it('put log and read models of a folder of no consequence into it, whatever the environment says', () => {
    const env = { EVENT_STORE_URL: 'kurrentdb://localhost:2113', READ_MODELS_URL: 'mongodb://localhost/hepatrace' };
    expect(loadConfig({ embedded: true }, env)).toMatchObject({ eventStoreUrl: null, readModelsUrl: null });
  });

  it.each(['HOST', 'PORT', 'LOG_LEVEL', 'BODY_LIMIT', 'BATCH_LIMIT', 'EVENT_STORE_URL', 'READ_MODELS_URL'])(
    'are refused with an empty %s',
    (name) => {
      expect(refusals({}, { [name]: '' })).toContain(`${name} is set, but empty: give it a value or unset it`);
    },
  );

  it('are refused with all that is wrong at once', () => {
    const env = { PORT: 'x', LOG_LEVEL: 'y', HOST: 'z', EVENT_STORE_URL: 'e', BODY_LIMIT: '-', BATCH_LIMIT: '-' };
    expect(refusals({}, env).map((line) => line.split(' is ')[0])).toEqual([
      'LOG_LEVEL',
      'the host',
      'EVENT_STORE_URL',
      'the port',
      'BODY_LIMIT',
      'BATCH_LIMIT',
    ]);
  });
});
