/**
 * WAV file to one channel of sound, also RF64 and BW64; amplitudes are those of pcm-samples.ts.
 *
 * A streamed file, whose writer did not know its length, declares 0 or about 2 or 4 GiB: then the samples run to the end
 * of the file. Any other size that the file does not hold means that the end is missing, which is refused: features of
 * half a recording look like features of a recording.
 */

import { type ByteInput, bytesOf } from "../core/bytes.ts";
import { FormatError } from "../core/errors.ts";
import { pcmSamples } from "./pcm-samples.ts";
import { type Chunk, looksLikeChunk, waveChunks } from "./riff.ts";
import type { Signal } from "./signal.ts";
import { readWavFormat } from "./wav-format.ts";

/** Writers to pipes declare 0x7FFFFFFF, 0x7FFFF000, 0x80000000 or 0xFFFFFFFF bytes, less their header. */
const STREAMED_BYTES = 0x7fff_0000;

/**
 * The sound of a WAV file, its channels averaged into one; its rate is unchanged.
 *
 * @param file  PCM of 8, 16, 24 or 32 bits, float of 32 or 64, µ-law or A-law, plain or extensible; other chunks and an
 *              ID3 tag in front are skipped. An ArrayBuffer, or any view of one.
 * @throws FormatError if the bytes are no such file, are cut short, or hold a sample that is not finite.
 */
export function decodeWav(file: ByteInput): Signal {
  const bytes = bytesOf(file, "decodeWav");
  const chunks = waveChunks(bytes);
  const formatChunk = chunks.find(({ id }) => id === "fmt ");
  const data = chunks.find(({ id }) => id === "data");
  if (formatChunk === undefined) throw new FormatError(`no format chunk; ${listed(chunks)}`);
  if (data === undefined) throw new FormatError(`no data chunk, so no samples; ${listed(chunks)}`);

  const layout = readWavFormat(bytes, formatChunk);
  const body = bytes.subarray(data.bodyOffset, data.bodyOffset + dataBytes(bytes, data));
  return { samples: pcmSamples(body, layout), sampleRateHz: layout.sampleRateHz };
}

function dataBytes(bytes: Uint8Array, data: Chunk): number {
  const { headerOffset, bodyOffset, declaredBytes, presentBytes, wide } = data;
  const streamed = declaredBytes === 0 ? !looksLikeChunk(bytes, bodyOffset) : !wide && declaredBytes >= STREAMED_BYTES;
  if (streamed) return bytes.length - bodyOffset;
  if (presentBytes < declaredBytes)
    throw new FormatError(
      `the file is cut short: the data chunk at byte ${headerOffset} declares ${declaredBytes} bytes${wide ? " (in ds64)" : ""}, ${presentBytes} are there`,
    );
  return presentBytes;
}

/** Chunks that an error lists. */
const MOST_LISTED = 12;

function listed(chunks: readonly Chunk[]): string {
  const names = chunks.slice(0, MOST_LISTED).map(({ id }) => JSON.stringify(id));
  const more = chunks.length > MOST_LISTED ? ` and ${chunks.length - MOST_LISTED} more` : "";
  return chunks.length === 0 ? "there are no chunks" : `found ${names.join(", ")}${more}`;
}
