/**
 * NIST SPHERE file to one channel of sound: the format of TIMIT, Switchboard and other corpora of the LDC, where it is often
 * called .wav too.
 *
 *   "NIST_1A\n" "   1024\n"      the size of the header in bytes
 *   name -i 16000                an integer; -r a real number, -sN a text of N letters
 *   ...
 *   end_head                     then spaces up to the size, then samples, channels interleaved
 *
 * Samples are PCM of 1 to 4 bytes (signed; `sample_byte_format` 01: lowest byte first, 10: highest), µ-law or A-law. Files
 * that shorten or WavPack has compressed are refused by name.
 *
 * Source  NIST 1990, "SPHERE: speech header resources", file format; LDC, "Using SPHERE files".
 */

import { type ByteInput, bytesOf } from "../core/bytes.ts";
import { FormatError } from "../core/errors.ts";
import { lettersAt } from "./byte-fields.ts";
import { pcmSamples, SAMPLE_BYTES, type SampleCoding, type SampleLayout } from "./pcm-samples.ts";
import type { Signal } from "./signal.ts";
import { SAMPLE_RATE_RANGE_HZ } from "./wav-format.ts";

const MAGIC = "NIST_1A\n";
/** Of the magic and the line with the header's size. */
const START_BYTES = 16;
/** Headers have 1024 bytes, some of them a few times that. */
const MOST_HEADER_BYTES = 65_536;
const PCM_CODINGS: Readonly<Record<number, SampleCoding>> = { 1: "s8", 2: "s16", 3: "s24", 4: "s32" };
const LAW_CODINGS: Readonly<Record<string, SampleCoding>> = {
  ulaw: "µ-law",
  "mu-law": "µ-law",
  mulaw: "µ-law",
  alaw: "A-law",
  "a-law": "A-law",
};

/** Fields of a header by name, as they are written. */
type Fields = ReadonlyMap<string, string>;

/** Whether a file begins as a SPHERE file does. */
export function looksLikeSphere(bytes: Uint8Array): boolean {
  return lettersAt(bytes, 0, MAGIC.length) === MAGIC;
}

/**
 * The sound of a SPHERE file, its channels averaged into one; its rate is unchanged.
 *
 * @throws FormatError if the bytes are no such file, are compressed, cut short, or contradict themselves.
 */
export function decodeSphere(file: ByteInput): Signal {
  const bytes = bytesOf(file, "decodeSphere");
  if (!looksLikeSphere(bytes)) throw new FormatError("not a SPHERE file: it does not begin with NIST_1A");
  const headerBytes = headerSize(bytes);
  const fields = headerFields(lettersIn(bytes.subarray(START_BYTES, headerBytes)));
  const layout = layoutOf(fields);
  const body = bytes.subarray(headerBytes);
  return { samples: pcmSamples(declaredPart(body, layout, fields), layout), sampleRateHz: layout.sampleRateHz };
}

function headerSize(bytes: Uint8Array): number {
  const line = lettersAt(bytes, MAGIC.length, START_BYTES - MAGIC.length);
  const size = /^ *\d+ *\n$/.test(line) ? Number(line) : 0;
  if (size < START_BYTES || size > MOST_HEADER_BYTES)
    throw new FormatError(`the SPHERE header at byte 8 says ${JSON.stringify(line)}, expected its size in bytes`);
  if (size > bytes.length)
    throw new FormatError(`the SPHERE file is cut short: its header has ${size} bytes, ${bytes.length} are there`);
  return size;
}

function lettersIn(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}

/** Lines that are no fields are comments (;) or damage; they are passed over. */
function headerFields(text: string): Fields {
  const end = /^end_head\s*$/m.exec(text);
  if (end === null) throw new FormatError("the SPHERE header has no line end_head; the file is damaged");
  const fields = new Map<string, string>();
  for (const line of text.slice(0, end.index).split("\n")) {
    const [, name, length, value] = /^\s*(\S+) +-(?:i|r|s(\d+)) (.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined)
      fields.set(name, length === undefined ? value.trim() : value.slice(0, Number(length)));
  }
  return fields;
}

function layoutOf(fields: Fields): SampleLayout {
  const coding = codingOf(fields);
  const [lowest, highest] = SAMPLE_RATE_RANGE_HZ;
  if (fields.get("channels_interleaved")?.toUpperCase() === "FALSE")
    throw new FormatError("the SPHERE file holds one channel after the other, expected interleaved channels");
  return {
    coding,
    bigEndian: isBigEndian(fields, coding),
    channels: wholeField(fields, "channel_count", 1, 65_535, 1),
    sampleRateHz: wholeField(fields, "sample_rate", lowest, highest),
  };
}

function codingOf(fields: Fields): SampleCoding {
  const [name = "", ...more] = (fields.get("sample_coding") ?? "pcm").toLowerCase().split(",");
  if (more.length > 0)
    throw new FormatError(
      `the SPHERE file is compressed (${more.join(",")}), which is not read; unpack it: sph2pipe -f wav old.sph new.wav`,
    );
  const width = wholeField(fields, "sample_n_bytes", 1, 8, LAW_CODINGS[name] ? 1 : 2);
  const coding = name === "pcm" ? PCM_CODINGS[width] : LAW_CODINGS[name];
  if (coding === undefined || SAMPLE_BYTES[coding] !== width)
    throw new FormatError(
      `the SPHERE header declares ${JSON.stringify(name)} with ${width} bytes per sample; supported are pcm with 1 to 4, ulaw and alaw with 1`,
    );
  return coding;
}

function isBigEndian(fields: Fields, coding: SampleCoding): boolean {
  const width = SAMPLE_BYTES[coding];
  if (width === 1) return false;
  const order = fields.get("sample_byte_format") ?? "";
  const ascending = "0123".slice(0, width);
  const descending = "3210".slice(-width);
  // SoX writes 01 and 10 for samples of any width.
  if (![ascending, descending, "01", "10"].includes(order))
    throw new FormatError(
      `the SPHERE header has sample_byte_format ${JSON.stringify(order)}, expected ${ascending} or ${descending}`,
    );
  return order === descending || order === "10";
}

/** A field with a whole number. @param missing  Its value where the header lacks it. */
function wholeField(fields: Fields, name: string, least: number, most: number, missing?: number): number {
  const text = fields.get(name);
  if (text === undefined && missing !== undefined) return missing;
  const value = /^\d+(\.0*)?$/.test(text ?? "") ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  const found = text === undefined ? "no" : `${JSON.stringify(text)} for`;
  throw new FormatError(`the SPHERE header has ${found} ${name}, expected a whole number from ${least} to ${most}`);
}

/** The samples that the header counts; all where it does not. */
function declaredPart(body: Uint8Array, { coding, channels }: SampleLayout, fields: Fields): Uint8Array {
  if (!fields.has("sample_count")) return body;
  const count = wholeField(fields, "sample_count", 0, Number.MAX_SAFE_INTEGER);
  const declared = count * channels * SAMPLE_BYTES[coding];
  if (declared > body.length)
    throw new FormatError(`the SPHERE file is cut short: it declares ${declared} bytes, ${body.length} are there`);
  return body.subarray(0, declared);
}
