export { AppError } from './app-error.js';
export { type Clock, systemClock } from './clock.js';
export { InvalidEnvironment, parseEnvironment } from './environment.js';
export { createLogger, type Logger } from './logger.js';
export { newId } from './new-id.js';
export { pause } from './pause.js';
export { stopOnSignals } from './shutdown.js';
