/** WAV files built byte by byte, for the tests of the reader: independent of encodeWav. */

export interface WavParts {
  readonly tag?: number;
  readonly channels?: number;
  readonly sampleRateHz?: number;
  readonly bits?: number;
  /** Body of the data chunk. */
  readonly data: Uint8Array;
  /** Size that the data chunk declares; default: the truth. */
  readonly declaredBytes?: number;
  /** Sub-format of an extensible format chunk. */
  readonly subFormat?: number;
  /** Letters at the beginning; default RIFF. */
  readonly form?: "RIFF" | "RF64" | "BW64";
  /** Whether odd chunks before `data` have no byte behind them. */
  readonly unpadded?: boolean;
  /** Chunks before `fmt `: id and body. */
  readonly first?: readonly (readonly [string, Uint8Array])[];
  /** Chunks before `data`: id and body. */
  readonly before?: readonly (readonly [string, Uint8Array])[];
  /** Bytes after the data chunk. */
  readonly after?: Uint8Array;
}

export function wavBytes(parts: WavParts): Uint8Array {
  const {
    tag = 1,
    channels = 1,
    sampleRateHz = 16_000,
    bits = 16,
    data,
    before = [],
    after = new Uint8Array(),
  } = parts;
  const extensible = parts.subFormat !== undefined;
  const format = new DataView(new ArrayBuffer(extensible ? 40 : 16));
  format.setUint16(0, extensible ? 0xfffe : tag, true);
  format.setUint16(2, channels, true);
  format.setUint32(4, sampleRateHz, true);
  format.setUint32(8, (sampleRateHz * channels * bits) / 8, true);
  format.setUint16(12, (channels * bits) / 8, true);
  format.setUint16(14, bits, true);
  if (extensible) {
    format.setUint16(16, 22, true);
    format.setUint16(18, bits, true);
    format.setUint16(24, parts.subFormat, true);
    [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71].forEach((byte, i) => {
      format.setUint8(26 + i, byte);
    });
  }
  const body = [
    ...(parts.first ?? []).map(([id, bytes]) => chunk(id, bytes)),
    chunk("fmt ", new Uint8Array(format.buffer)),
    ...before.map(([id, bytes]) => chunk(id, bytes, bytes.length, parts.unpadded ? 0 : bytes.length % 2)),
    chunk("data", data, parts.declaredBytes),
    after,
  ];
  const size = body.reduce((sum, bytes) => sum + bytes.length, 4);
  return joined([letters(parts.form ?? "RIFF"), uint32(size), letters("WAVE"), ...body]);
}

function chunk(id: string, body: Uint8Array, declaredBytes = body.length, padding = body.length % 2): Uint8Array {
  return joined([letters(id), uint32(declaredBytes), body, new Uint8Array(padding)]);
}

/** Body of a `ds64` chunk. @param entries  Sizes of other chunks, by their names. */
export function ds64(dataBytes: bigint, entries: readonly (readonly [string, bigint])[] = []): Uint8Array {
  const view = new DataView(new ArrayBuffer(28 + 12 * entries.length));
  view.setBigUint64(8, dataBytes, true);
  view.setUint32(24, entries.length, true);
  const bytes = new Uint8Array(view.buffer);
  entries.forEach(([id, size], i) => {
    bytes.set(letters(id), 28 + 12 * i);
    view.setBigUint64(32 + 12 * i, size, true);
  });
  return bytes;
}

/** An ID3v2.4 tag with so many bytes of content. */
export function id3Tag(contentBytes: number, footer = false): Uint8Array {
  const size = [21, 14, 7, 0].map((shift) => (contentBytes >> shift) & 0x7f);
  const header = Uint8Array.of(...letters("ID3"), 4, 0, footer ? 0x10 : 0, ...size);
  return joined([header, new Uint8Array(contentBytes).fill(0x41), new Uint8Array(footer ? 10 : 0)]);
}

export function letters(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function uint32(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value, true);
  return new Uint8Array(view.buffer);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** 16-bit little-endian samples. */
export function int16Bytes(...samples: number[]): Uint8Array {
  return new Uint8Array(Int16Array.from(samples).buffer);
}
