/** Code points that take two columns of a terminal: East Asian wide forms and pictographs. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const ZERO = /[\p{Mn}\p{Me}\p{Cf}]/u;
const CONTROL = /\p{Cc}/gu;

const widthOf = (character: string): number => (ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1);

/** Columns that a text takes in a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** Text from elsewhere, safe to print: a run's name must not move the cursor or recolour the terminal. */
export const printable = (text: string): string => text.replace(CONTROL, '\ufffd');

/** At most `width` columns; what is cut is shown by an ellipsis. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    if (used + widthOf(character) > width - 1) break;
    kept += character;
    used += widthOf(character);
  }
  return width > 0 ? `${kept}…` : '';
}

export const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - displayWidth(text)));
export const padStart = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - displayWidth(text))) + text;

/** Like `truncate`, but the cut is in the middle: names of runs differ at both ends. */
export function truncateMiddle(text: string, width: number): string {
  const characters = Array.from(text);
  if (displayWidth(text) <= width) return text;
  if (width < 5 || displayWidth(text) > characters.length) return truncate(text, width);
  const head = Math.floor((width - 1) / 3);
  return `${characters.slice(0, head).join('')}…${characters.slice(head + 1 - width).join('')}`;
}

/** Breaks a sentence at blanks into lines of at most `width` columns, where its words allow it. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && displayWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
