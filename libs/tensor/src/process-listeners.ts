/**
 * Runs `load` and takes away the process listeners that it added. The wasm build adds two that throw what they are given:
 * with them a program's own last words on a crash are never spoken.
 */
export async function withoutNewListeners<T>(load: () => Promise<T>): Promise<T> {
  const exceptions = new Set(process.listeners('uncaughtException'));
  const rejections = new Set(process.listeners('unhandledRejection'));
  const result = await load();
  for (const listener of process.listeners('uncaughtException'))
    if (!exceptions.has(listener)) process.removeListener('uncaughtException', listener);
  for (const listener of process.listeners('unhandledRejection'))
    if (!rejections.has(listener)) process.removeListener('unhandledRejection', listener);
  return result;
}
