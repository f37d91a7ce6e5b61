import { AttemptTokens, ensureInstallation, firstBoot, KeyRing } from '@graticule/access';
import { Comparison, StudyJudge } from '@graticule/comparison';
import { connectDatabase, type Database } from '@graticule/database';
import {
  AxisRegistry,
  FoldReport,
  JournalBacklog,
  MetricDictionary,
  Folder,
  MetricGate,
  RunFork,
  MetricIngest,
  PostgresMetricStore,
  SeriesReader,
} from '@graticule/metrics';
import { createLogger, type Logger, systemClock } from '@graticule/platform';
import { BullRunQueue, queueConnection } from '@graticule/queue';
import { RecipeCatalogue, recipes } from '@graticule/recipes';
import {
  ProjectCatalog,
  Reconciler,
  RunCatalog,
  RunLifecycle,
  type RunQueue,
  StudyDesk,
  WorkerRegistry,
} from '@graticule/runs';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, type FactoryProvider, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule, DiscoveryService, HttpAdapterHost } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { AllowGuard } from './access/allow.guard.js';
import { Authenticator } from './access/authenticator.js';
import { Visible } from './access/visible.js';
import { Connections } from './background/connections.js';
import { readinessChecks } from './background/readiness-checks.js';
import { Readiness } from './background/readiness.js';
import { StudyEnds } from './background/study-ends.js';
import { Sweeper } from './background/sweeper.js';
import { Telemetry } from './background/telemetry.js';
import type { ApiEnvironment } from './environment.js';
import { FoldThreads } from './background/fold-threads.js';
import { LauncherChannel } from './launcher-channel.js';
import { graphqlOptions } from './graphql/graphql-options.js';
import { RESOLVERS } from './graphql/resolvers.js';
import { RunEvents } from './graphql/run-events.js';
import { BodyPipe } from './http/body.pipe.js';
import { CONTROLLERS } from './http/controllers.js';
import { PlainRoutes } from './http/plain-routes.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RecipeDesk } from './http/recipe-desk.js';
import { Writers } from './ingest/writers.js';

/*
 * The whole object graph on one page. `DomainModule` builds the libs' classes, which know no framework, and what both
 * transports share; `ApiModule` puts the transports in front of them. Everything is built once.
 */

/** Names of what is an interface and so has no class to be injected by. */
const DATABASE = Symbol('Database');
const QUEUE = Symbol('RunQueue');
const LOG = Symbol('Logger');

/** A provider whose dependencies stand in the order of its factory's parameters. */
function make(
  provide: FactoryProvider['provide'],
  inject: FactoryProvider['provide'][],
  useFactory: (...parts: never[]) => unknown,
): FactoryProvider {
  return { provide, inject, useFactory };
}

@Global()
@Module({})
class DomainModule {
  static with(environment: ApiEnvironment, log: Logger): DynamicModule {
    const providers = [...stores(environment, log), ...services(environment)];
    return { module: DomainModule, providers, exports: providers.map(({ provide }) => provide) };
  }
}

function stores({ databaseUrl, queueUrl, backlog }: ApiEnvironment, log: Logger): FactoryProvider[] {
  return [
    make(LOG, [], () => log),
    make(DATABASE, [], () => connectDatabase(databaseUrl, { applicationName: 'graticule-api', log })),
    make(QUEUE, [], () => new BullRunQueue(queueConnection(queueUrl), log)),
    make(AttemptTokens, [DATABASE], async (database: Database) => {
      const { tokenSecret } = await ensureInstallation(database);
      return new AttemptTokens(tokenSecret);
    }),
    make(KeyRing, [DATABASE], (database: Database) => new KeyRing(database)),

    make(MetricGate, [DATABASE], (database: Database) => new MetricGate(database.poolOf)),
    make(PostgresMetricStore, [DATABASE], (database: Database) => new PostgresMetricStore(database.poolOf)),
    make(MetricDictionary, [DATABASE], (database: Database) => new MetricDictionary(database.pool)),
    make(AxisRegistry, [DATABASE], (database: Database) => new AxisRegistry(database.pool)),
    make(
      RunFork,
      [DATABASE, AxisRegistry],
      ({ poolOf }: Database, axes: AxisRegistry) => new RunFork(poolOf, new Folder(poolOf, axes)),
    ),
    make(JournalBacklog, [DATABASE], (database: Database) => new JournalBacklog([database.pool], backlog)),
    make(FoldReport, [], () => new FoldReport()),
    make(
      MetricIngest,
      [PostgresMetricStore, MetricDictionary, AxisRegistry, JournalBacklog],
      (store: PostgresMetricStore, names: MetricDictionary, axes: AxisRegistry, waiting: JournalBacklog) =>
        new MetricIngest(store, names, axes, { backlog: waiting }),
    ),
    make(
      SeriesReader,
      [PostgresMetricStore, MetricDictionary, AxisRegistry],
      (store: PostgresMetricStore, names: MetricDictionary, axes: AxisRegistry) => new SeriesReader(store, names, axes),
    ),

    make(ProjectCatalog, [DATABASE], (database: Database) => new ProjectCatalog(database)),
    make(RunCatalog, [DATABASE], (database: Database) => new RunCatalog(database)),
    make(WorkerRegistry, [DATABASE], (database: Database) => new WorkerRegistry(database)),
    make(StudyDesk, [DATABASE, QUEUE], (database: Database, queue: RunQueue) => new StudyDesk(database, queue)),
  ];
}

function services({ claimMs }: ApiEnvironment): FactoryProvider[] {
  const lifecycle = { claimMs };
  return [
    make(
      RunLifecycle,
      [DATABASE, MetricGate, RunFork, QUEUE],
      (database: Database, gate: MetricGate, forks: RunFork, queue: RunQueue) =>
        new RunLifecycle(database, { gate, forks }, queue, lifecycle),
    ),
    make(
      Reconciler,
      [DATABASE, MetricGate, QUEUE],
      (database: Database, gate: MetricGate, queue: RunQueue) => new Reconciler(database, gate, queue, lifecycle),
    ),

    make(RecipeCatalogue, [], () => recipes),
    make(
      Comparison,
      [MetricDictionary, SeriesReader],
      (names: MetricDictionary, series: SeriesReader) => new Comparison(names, series),
    ),
    make(
      StudyJudge,
      [RecipeCatalogue, MetricDictionary, SeriesReader, StudyDesk],
      (catalogue: RecipeCatalogue, names: MetricDictionary, series: SeriesReader, desk: StudyDesk) =>
        new StudyJudge(catalogue, names, series, desk),
    ),

    make(
      Authenticator,
      [KeyRing, AttemptTokens],
      (keys: KeyRing, tokens: AttemptTokens) => new Authenticator(keys, tokens),
    ),
    make(
      Visible,
      [RunCatalog, ProjectCatalog, StudyDesk],
      (runs: RunCatalog, projects: ProjectCatalog, studies: StudyDesk) => new Visible(runs, projects, studies),
    ),
    make(RunEvents, [RunCatalog, LOG], (runs: RunCatalog, log: Logger) => new RunEvents(runs, log)),
  ];
}

@Module({})
export class ApiModule {
  static with(environment: ApiEnvironment, log: Logger = createLogger('api', environment.logLevel)): DynamicModule {
    return {
      module: ApiModule,
      imports: [DomainModule.with(environment, log), DiscoveryModule, graphql],
      controllers: [...CONTROLLERS],
      providers: [...RESOLVERS, ...background(environment), ...transport],
    };
  }
}

const graphql = GraphQLModule.forRootAsync<ApolloDriverConfig>({
  driver: ApolloDriver,
  inject: [Authenticator, Visible, LOG, RunCatalog, ProjectCatalog, StudyDesk, SeriesReader, MetricDictionary],
  // oxlint-disable-next-line max-params -- the list above
  useFactory: (
    authenticator: Authenticator,
    visible: Visible,
    log: Logger,
    runs: RunCatalog,
    projects: ProjectCatalog,
    studies: StudyDesk,
    series: SeriesReader,
    dictionary: MetricDictionary,
  ) => graphqlOptions({ authenticator, visible, log, sources: { runs, projects, studies, series, dictionary } }),
});

function background({ sweepMs, folders, databaseUrl, logLevel }: ApiEnvironment): FactoryProvider[] {
  return [
    make(
      FoldThreads,
      [DATABASE, FoldReport, LOG],
      (database: Database, report: FoldReport, log: Logger) =>
        new FoldThreads(database.pool, report, log, { threads: folders, databaseUrl, logLevel }),
    ),
    make(
      LauncherChannel,
      [KeyRing, DATABASE],
      (keys: KeyRing, database: Database) => new LauncherChannel(keys, async () => (await firstBoot(database)).team),
    ),
    make(
      StudyEnds,
      [StudyJudge, StudyDesk, LOG],
      (judge: StudyJudge, desk: StudyDesk, log: Logger) => new StudyEnds(judge, desk, log),
    ),
    make(
      Sweeper,
      [Reconciler, StudyEnds, LOG],
      (reconciler: Reconciler, studies: StudyEnds, log: Logger) => new Sweeper(reconciler, studies, log, sweepMs),
    ),
    make(
      Connections,
      [DATABASE, QUEUE, RunEvents],
      (database: Database, queue: RunQueue, events: RunEvents) => new Connections(database, queue, events),
    ),
    make(
      Telemetry,
      [DATABASE, MetricIngest, JournalBacklog, FoldReport],
      (database: Database, ingest: MetricIngest, waiting: JournalBacklog, folds: FoldReport) =>
        new Telemetry(database, ingest, waiting, folds),
    ),
    make(
      Readiness,
      [DATABASE, QUEUE, LOG],
      (database: Database, queue: RunQueue, log: Logger) => new Readiness(readinessChecks(database, queue), log),
    ),
  ];
}

const transport = [
  make(RecipeDesk, [RecipeCatalogue], (catalogue: RecipeCatalogue) => new RecipeDesk(catalogue)),
  make(Writers, [Visible, MetricGate], (visible: Visible, gate: MetricGate) => new Writers(visible, gate, systemClock)),
  make(
    PlainRoutes,
    [HttpAdapterHost, DiscoveryService, Authenticator, MetricIngest, Writers, LOG],
    // oxlint-disable-next-line max-params -- the list above
    (
      host: HttpAdapterHost,
      discovery: DiscoveryService,
      authenticator: Authenticator,
      ingest: MetricIngest,
      writers: Writers,
      log: Logger,
    ) => new PlainRoutes({ host, discovery, authenticator, ingest, writers, log }),
  ),
  make(APP_FILTER, [LOG], (log: Logger) => new ProblemFilter(log)),
  { provide: APP_GUARD, useClass: AllowGuard },
  { provide: APP_PIPE, useClass: BodyPipe },
];
