/** A text as ids into its own vocabulary. */
export interface TokenizedText {
  readonly types: readonly string[];
  readonly tokens: Int32Array;
}

/** Words are ranked on this many leading pieces, so that a longer text does not change the vocabulary of its beginning. */
const RANKED_PIECES = 16_000;

/**
 * Lower-cases a text and cuts it into words, digits and marks. The vocabulary is every single character of the text, then its
 * most frequent words (ties in alphabetical order) until `vocabulary` types are reached; any other word is spelt in characters.
 * Throws RangeError when the characters alone do not fit.
 */
export function tokenizeWords(text: string, vocabulary: number): TokenizedText {
  const pieces = text.toLowerCase().match(/[a-z]+|[0-9]|[^\sa-z0-9]/gu) ?? [];
  const characters = [...new Set(pieces.flatMap((piece) => Array.from(piece)))].toSorted();
  if (characters.length > vocabulary)
    throw new RangeError(
      `the text has ${characters.length} different characters; data.vocabulary is only ${vocabulary}`,
    );
  const types = [...characters, ...frequentWords(pieces, vocabulary - characters.length)];
  const ids = new Map(types.map((type, id) => [type, id]));
  const tokens = pieces.flatMap((piece) => {
    const id = ids.get(piece);
    return id === undefined ? Array.from(piece, (character) => ids.get(character)!) : [id];
  });
  return { types, tokens: Int32Array.from(tokens) };
}

function frequentWords(pieces: readonly string[], n: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const piece of pieces.slice(0, RANKED_PIECES))
    if (piece.length > 1) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  return [...counts]
    .toSorted(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
    .slice(0, n)
    .map(([word]) => word);
}
