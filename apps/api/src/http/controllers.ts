import { HealthController } from './health.controller.js';
import { KeysController } from './keys.controller.js';
import { LifecycleController } from './lifecycle.controller.js';
import { MetricsController } from './metrics.controller.js';
import { OpenApiController } from './openapi.controller.js';
import { ProjectsController } from './projects.controller.js';
import { RunsController } from './runs.controller.js';
import { SeriesController } from './series.controller.js';
import { StudiesController } from './studies.controller.js';
import { TelemetryController } from './telemetry.controller.js';
import { WorkersController } from './workers.controller.js';

/** One per resource. Points are a plain route: `points.route.ts`. */
export const CONTROLLERS = [
  ProjectsController,
  RunsController,
  LifecycleController,
  MetricsController,
  SeriesController,
  StudiesController,
  WorkersController,
  KeysController,
  HealthController,
  TelemetryController,
  OpenApiController,
] as const;
