// Who may import whom. Each rule carries its reason; tests/architecture/boundaries.test.ts plants a violation of each.
const forbid = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

/** Package → [the libs it may import, why no other]. A package that is missing here may import no lib at all. */
const MAY_IMPORT = {
  'libs/contracts': [[], 'Contracts run in the browser and depend on zod alone.'],
  'libs/numerics': [[], 'Numerics are pure functions.'],
  'libs/platform': [['contracts'], 'The platform lies below every domain.'],
  'libs/database': [['contracts', 'platform'], 'The database knows no domain.'],
  'libs/tensor': [['numerics'], 'Tensors know neither recipes nor storage.'],
  'libs/recipes': [
    ['contracts', 'numerics', 'tensor'],
    'A recipe logs through a port and knows no SQL, HTTP or NestJS.',
  ],
  'libs/runs': [['contracts', 'platform', 'database'], 'The life of a run does not know measurements.'],
  'libs/metrics': [['contracts', 'platform', 'database', 'numerics'], 'Measurements do not know the life of a run.'],
  'libs/access': [['contracts', 'platform', 'database'], 'Access does not know what it protects.'],
  'libs/comparison': [
    ['contracts', 'numerics', 'recipes', 'metrics', 'runs'],
    'Comparison reads through ports, never SQL.',
  ],
  'libs/queue': [['contracts', 'platform', 'runs'], 'The queue only delivers.'],
  'libs/sdk': [['contracts'], 'The SDK goes into other people’s programs.'],
  'apps/api': [
    ['contracts', 'numerics', 'platform', 'database', 'runs', 'metrics', 'comparison', 'recipes', 'access', 'queue'],
    'The API never loads tensors.',
  ],
  'apps/worker': [['contracts', 'platform', 'sdk', 'queue'], 'A worker reaches the database only through the API.'],
  'apps/trainer': [
    ['contracts', 'platform', 'sdk', 'recipes', 'tensor'],
    'A trainer reaches the house only through the API.',
  ],
  'apps/cli': [
    ['contracts', 'platform', 'sdk', 'database', 'metrics', 'tensor'],
    'The CLI speaks HTTP; it starts apps as processes.',
  ],
};

const imports = Object.entries(MAY_IMPORT).map(([dir, [libs, comment]]) =>
  forbid(
    `${dir}-imports`,
    comment,
    { path: `^${dir}/` },
    { path: '^libs/', pathNot: [`^${dir}/`, ...libs.map((lib) => `^libs/${lib}/`)] },
  ),
);

/** A technology lives in one room. */
const only = (name, rooms, packages, comment) =>
  forbid(
    name,
    comment,
    { path: '^(libs|apps)/', pathNot: rooms.map((room) => `^${room}/`) },
    { path: packages.map((dependency) => `node_modules/${dependency}`) },
  );

module.exports = {
  forbidden: [
    ...imports,
    forbid('no-cycle', 'A cycle has no reading order.', {}, { circular: true }),
    forbid('libs-know-no-app', 'Libs speak the domain; apps wire them.', { path: '^libs/' }, { path: '^apps/' }),
    forbid(
      'apps-do-not-meet',
      'Apps share through libs.',
      { path: '^apps/([^/]+)/' },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
    forbid(
      'through-the-front-door',
      'A package is its index.ts, and the doors its package.json names.',
      { path: '^(libs|apps)/([^/]+)/' },
      {
        path: '^libs/',
        pathNot: ['^$1/$2/', '^libs/[^/]+/src/index\\.ts$', '^libs/(recipes/src/train|database/src/postgres)\\.ts$'],
      },
    ),
    forbid(
      'training-stays-outside',
      'Only the trainer opens the door that loads tensors.',
      { path: '^(apps/(?!trainer)|libs/(?!recipes))' },
      { path: '^libs/recipes/src/train\\.ts$' },
    ),
    forbid(
      'light-recipes',
      'What the light door shows (config, study, verdict, figures) knows tensors by type only.',
      { path: '^libs/recipes/src/(index|recipe|.*/(config|study|verdict|figures|comparison)[^/]*)\\.ts$' },
      { path: '^libs/tensor/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'leaves-run-anywhere',
      'Contracts and numerics run in the browser: no Node built-ins.',
      { path: '^libs/(contracts|numerics)/', pathNot: '\\.test\\.ts$' },
      { dependencyTypes: ['core'] },
    ),
    only(
      'nest-in-apps',
      ['apps/api', 'apps/worker'],
      ['@nestjs/', '@apollo/', 'graphql/', 'fastify/'],
      'Domain libs know no framework.',
    ),
    only('bullmq-in-queue', ['libs/queue'], ['bullmq/', 'ioredis/'], 'Delivery is a port.'),
    only('prisma-in-database', ['libs/database'], ['@prisma/'], 'Generated types stay behind the database.'),
    only('tfjs-in-tensor', ['libs/tensor'], ['@tensorflow/'], 'Models are written against ops.'),
    forbid('resolvable', 'Every import resolves.', { pathNot: '/generated/' }, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(libs|apps)/[^/]+/dist/|^libs/database/src/generated/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@graticule/source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
    },
  },
};
