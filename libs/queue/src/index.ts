export { BullRunQueue } from './bull-run-queue.js';
export { type QueueConnection, queueConnection } from './queue-connection.js';
export { type ConsumerOptions, type DeliveredJob, RunConsumer } from './run-consumer.js';
