/**
 * How well copies are found (src/corpus/duplicates.ts): hits by guise, and false alarms among all pairs of a corpus.
 *
 *   node scripts/duplicates.js <folder of WAV files> [every so manyeth recording is copied, default 9]
 *
 * Lossy copies are made by ffmpeg, which must be installed; copies by level, rate, noise and cuts are measured by
 * test/corpus/duplicates.slow.test.ts. The tables of docs/tables-and-corpora.md come from both.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeWav } from "../dist/audio/decode-wav.js";
import { encodeWav } from "../dist/audio/encode-wav.js";
import { findDuplicates } from "../dist/corpus/duplicates.js";
import { measureRecording } from "../dist/corpus/recording-measures.js";

/** Arguments of ffmpeg, the last one the extension of the coded file. */
const CODECS = {
  "MP3, 64 kbit/s": ["-c:a", "libmp3lame", "-b:a", "64k", "mp3"],
  "MP3, 32 kbit/s": ["-c:a", "libmp3lame", "-b:a", "32k", "mp3"],
  "AAC, 32 kbit/s": ["-c:a", "aac", "-b:a", "32k", "m4a"],
  "Vorbis, quality 3": ["-c:a", "libvorbis", "-q:a", "3", "ogg"],
  "Opus, 32 kbit/s": ["-c:a", "libopus", "-b:a", "32k", "opus"],
  "Opus, 16 kbit/s": ["-c:a", "libopus", "-b:a", "16k", "opus"],
  "Opus, 8 kbit/s": ["-c:a", "libopus", "-b:a", "8k", "opus"],
  "telephone: 8 kHz, µ-law": ["-ar", "8000", "-c:a", "pcm_mulaw", "wav"],
  "GSM 6.10": ["-ar", "8000", "-c:a", "libgsm", "gsm"],
};

const [folder, step = "9"] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: node scripts/duplicates.js <folder of WAV files> [step]");
  process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), "coldpress-duplicates-"));
try {
  await measure(folder, Number(step));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function measure(path, every) {
  const names = readdirSync(path)
    .filter((name) => /\.wav$/i.test(name))
    .sort();
  const originals = names.map((name) => decodeWav(readFileSync(join(path, name))));
  const measured = originals.map(measureRecording);
  const pairs = (names.length * (names.length - 1)) / 2;
  const alarms = await findDuplicates(measured, async (row) => originals[row]);
  console.log(`${path}: ${names.length} recordings, ${pairs} pairs, ${alarms.length} called copies`);
  for (const { rows, likeness } of alarms) console.log(`  ${rows.map((row) => names[row]).join(" = ")} (${likeness})`);
  const chosen = originals.map((_, row) => row).filter((row) => row % every === 0);
  for (const [codec, options] of Object.entries(CODECS)) {
    const copies = chosen.map((row) => coded(originals[row], options));
    const all = [...originals, ...copies];
    const found = await findDuplicates([...measured, ...copies.map(measureRecording)], async (row) => all[row]);
    const right = found.filter(({ rows: [first, later] }) => chosen[later - originals.length] === first).length;
    const wrong = found.length - right - alarms.length;
    console.log(
      `  ${codec.padEnd(24)} ${((100 * right) / chosen.length).toFixed(0)} % of ${chosen.length}, ${wrong} wrong`,
    );
  }
}

/** The signal after a codec and back. */
function coded(signal, options) {
  const [original, lossy, decoded] = ["original.wav", `lossy.${options.at(-1)}`, "decoded.wav"].map((name) =>
    join(scratch, name),
  );
  writeFileSync(original, encodeWav(signal));
  const quiet = ["-loglevel", "error", "-y"];
  execFileSync("ffmpeg", [...quiet, "-i", original, ...options.slice(0, -1), lossy]);
  execFileSync("ffmpeg", [...quiet, "-i", lossy, "-c:a", "pcm_s16le", decoded]);
  return decodeWav(readFileSync(decoded));
}
