/**
 * Files that are taken for feature tables, told by how they begin: what they are, and what to do.
 */

/** How a kind of file begins, one character per byte. */
const BEGINNINGS: readonly (readonly [RegExp, string])[] = [
  [/^PK[^ -~]{2}/, "an Excel workbook or another zip archive; save the sheet as CSV, or unpack it"],
  [/^\xd0\xcf[^ -~]\xe0/, "an old Excel workbook; save the sheet as CSV"],
  [/^\$FL[23]/, "an SPSS file; save it as CSV"],
  [/^(RDX\d|X\n|A\n)/, "an R object; write it with write.csv"],
  [/^\x89HDF/, "an HDF5 file; write it with DataFrame.to_csv or to_parquet"],
  [/^ARROW1/, "an Arrow or Feather file; write it as Parquet or CSV"],
  [/^SQLite format 3/, "an SQLite database; export the table as CSV"],
  [
    /^(RIFF|RF64|fLaC|OggS|ID3)/,
    "a recording and no table; name a folder of recordings as a corpus, or compute their features",
  ],
  [/^File type = "ooTextFile/, "a Praat object; save it as a tab-separated table"],
  [/^version https:\/\/git-lfs/, "a Git LFS pointer; fetch the file itself (git lfs pull)"],
  [/^\s*<(!doctype|html|\?xml|table)/i, "HTML or XML and no table of text; save it as CSV"],
  [/^\s*[{[]\s*["{[\]}]/, "JSON; write the table as CSV"],
];

/** What a file is that is no feature table, in words; undefined where it may be one. @param start  Its first characters. */
export function foreignTable(start: string): string | undefined {
  return BEGINNINGS.find(([beginning]) => beginning.test(start))?.[1];
}
