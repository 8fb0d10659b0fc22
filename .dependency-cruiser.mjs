/**
 * Who may import whom. The rooms lie along the arrow of the data:
 * events → timeline → outcomes → cohorts → analyses; recording and projections call them; studies ask the projections on behalf
 * of cohorts and analyses; tracing goes back from all of these to the events; interchange, cli and http call those.
 */
const NEST_FILES = '\\.(controller|module|handler|command|query|filter)\\.ts$';

/** Rooms, and the rooms that each may reach (always through their index.ts). */
const MAY_REACH = {
  events: [],
  statistics: [],
  ports: ['events'],
  provenance: ['events', 'ports'],
  records: ['events', 'ports'],
  timeline: ['events'],
  outcomes: ['events', 'timeline'],
  cohorts: ['events', 'timeline', 'outcomes'],
  // canonicalJson for the manifest; the ports for the type of a place in the log.
  analyses: ['events', 'timeline', 'outcomes', 'cohorts', 'statistics', 'provenance', 'ports'],
  recording: ['events', 'records', 'timeline', 'ports', 'provenance'],
  projections: ['events', 'records', 'timeline', 'outcomes', 'ports', 'provenance'],
  studies: ['events', 'timeline', 'outcomes', 'cohorts', 'analyses', 'projections', 'ports', 'provenance'],
  tracing: ['events', 'timeline', 'outcomes', 'cohorts', 'analyses', 'projections', 'studies', 'ports', 'provenance'],
  interchange: ['events', 'timeline', 'outcomes', 'statistics', 'ports', 'provenance'],
  adapters: ['events', 'ports', 'provenance'],
};
const ROOMS = Object.keys(MAY_REACH);

const roomRules = Object.entries(MAY_REACH).map(([room, reach]) => ({
  name: `${room}-reaches-only-${reach.length > 0 ? reach.join('-') : 'itself'}`,
  comment: `${room}/ may import ${reach.length > 0 ? reach.join(', ') : 'no other room'}: the data flows one way`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: {
    path: '^src/',
    pathNot: [room, ...reach].map((name) => `^src/${name}/`).concat(room === 'adapters' ? ['^src/config\\.ts$'] : []),
  },
}));

export default {
  forbidden: [
    ...roomRules,
    {
      name: 'through-the-front-door',
      comment: 'a room is reached through its index.ts, or the door for Nest beside it; what lies behind is its own',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: `^src/(${ROOMS.join('|')})/(?!(index|queries|commands)\\.ts$)`, pathNot: '^src/$1/' },
    },
    {
      name: 'adapters-opened-in-few-places',
      comment: 'only the wiring opens adapters: the module, the command line, the server',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(adapters/|cli/|main\\.ts$|app\\.module\\.ts$|http/server\\.ts$)' },
      to: { path: '^src/adapters/' },
    },
    {
      name: 'nest-only-in-nest-files',
      comment: 'the middle is plain functions; Nest lives in files named after their part in it, and at the HTTP side',
      severity: 'error',
      from: { path: '^src/', pathNot: `(${NEST_FILES}|^src/http/)` },
      to: { path: '@nestjs/' },
    },
    {
      name: 'pure-middle',
      comment:
        'timeline, outcomes, cohorts, analyses, statistics and events are functions of their arguments: no files, clocks, randomness',
      severity: 'error',
      from: { path: '^src/(events|timeline|outcomes|cohorts|analyses|statistics)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'databases-only-in-adapters',
      comment: 'only adapters name a database',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/adapters/' },
      to: { path: 'node_modules/(better-sqlite3|better-sqlite3-napi|@types/better-sqlite3|mongodb|@kurrent)' },
    },
    {
      name: 'nobody-calls-the-edges',
      comment: 'cli and http call; nobody calls them, the entry points and the wiring aside',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli/|http/|cli\\.ts$|main\\.ts$|app\\.module\\.ts$)' },
      to: { path: '^src/(cli|http)/' },
    },
    {
      name: 'no-circular',
      comment: 'a circle between injectables fails at start, and a circle between rooms means that there is one room',
      severity: 'error',
      from: { pathNot: '^src/(app\\.module|http/server)\\.ts$' },
      // A pair of types that name each other is no circle at run time.
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-lumber-rooms',
      comment: 'a folder or file called utils, common, shared, base, helpers or misc says nothing',
      severity: 'error',
      from: {},
      to: { path: '/(utils|common|shared|base|helpers|misc)(/|[.]ts$)', pathNot: 'node_modules' },
    },
    {
      name: 'only-declared-packages',
      comment: 'what is imported stands in package.json',
      severity: 'error',
      from: { path: '^src/' },
      // Types of express come with the Nest platform that brings it.
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined', 'npm-dev'],
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'] },
  },
};
