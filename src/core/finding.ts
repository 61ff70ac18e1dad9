/**
 * What a check has to say, as data: the printed report and the HTML one show the same sentences.
 */

/** One thing that speaks against believing in data or in a result, or that is worth knowing of them. */
export interface Finding {
  /** A warning casts doubt on results; a note is worth knowing. What makes results impossible is an error, not a finding. */
  readonly severity: "note" | "warning";
  /** Which check says it, as a key: "speaker-overlap", "confound", ... */
  readonly check: string;
  /** One sentence for a reader who knows the corpus but not the program. */
  readonly sentence: string;
}

/** A finding that casts doubt on results. */
export function warning(check: string, sentence: string): Finding {
  return { severity: "warning", check, sentence };
}

/** A finding that is worth knowing. */
export function note(check: string, sentence: string): Finding {
  return { severity: "note", check, sentence };
}

/** The first few of many names, and how many there are: "a.wav, b.wav, c.wav and 12 more". */
export function some(names: readonly string[], shown = 3): string {
  const first = names.slice(0, shown).join(", ");
  return names.length <= shown ? first : `${first} and ${names.length - shown} more`;
}
