/** A pattern for ILIKE that finds this text anywhere: its wildcards are to be found, not obeyed. */
export function literally(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
