import { healthRoutes } from './health.controller.js';
import { keyRoutes } from './keys.controller.js';
import { lifecycleRoutes } from './lifecycle.controller.js';
import { metricRoutes } from './metrics.controller.js';
import { pointsRoutes } from './points.route.js';
import { projectRoutes } from './projects.controller.js';
import type { RouteDocument } from './route-document.js';
import { runRoutes } from './runs.controller.js';
import { seriesRoutes } from './series.controller.js';
import { studyRoutes } from './studies.controller.js';
import { telemetryRoutes } from './telemetry.controller.js';
import { workerRoutes } from './workers.routes.js';

const own: RouteDocument = {
  method: 'get',
  path: '/api/v1/openapi.json',
  operation: 'openapi',
  summary: 'This document.',
  permission: 'public',
  answers: { 200: { description: 'OpenAPI 3.1.', content: { 'application/json': 'text' } } },
};

/** Every REST route of the service. */
export const ROUTES: readonly RouteDocument[] = [
  ...projectRoutes,
  ...runRoutes,
  ...lifecycleRoutes,
  ...metricRoutes,
  ...pointsRoutes,
  ...seriesRoutes,
  ...studyRoutes,
  ...workerRoutes,
  ...keyRoutes,
  ...healthRoutes,
  ...telemetryRoutes,
  own,
];
