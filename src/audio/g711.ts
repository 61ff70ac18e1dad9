/**
 * G.711, the coding of telephones: eight bits of sign, exponent e and mantissa m, for 14 (µ-law) or 13 bits (A-law).
 *
 *   µ-law   ±( ((2m + 33) · 2^e − 33) · 4 )                           all bits inverted in the file
 *   A-law   ±( (2m + 1) · 8 ) for e = 0, ±( (2m + 33) · 2^(e−1) · 8 ) else,   every second bit inverted, 1 is positive
 *
 * The results are integers of 16 bits, as every converter makes them: up to 32124 and 32256.
 *
 * Source  ITU-T Recommendation G.711 (11/88), tables 1a to 2b.
 */

/** Value of each µ-law byte on the scale of 16 bits. [256] */
export const MU_LAW: Int16Array = Int16Array.from({ length: 256 }, (_, byte) => {
  const { topBit, exponent, mantissa } = fields(byte ^ 0xff);
  const magnitude = ((2 * mantissa + 33) * 2 ** exponent - 33) * 4;
  return topBit ? -magnitude : magnitude;
});

/** Value of each A-law byte on the scale of 16 bits. [256] */
export const A_LAW: Int16Array = Int16Array.from({ length: 256 }, (_, byte) => {
  const { topBit, exponent, mantissa } = fields(byte ^ 0x55);
  const magnitude = exponent === 0 ? (2 * mantissa + 1) * 8 : (2 * mantissa + 33) * 2 ** (exponent - 1) * 8;
  return topBit ? magnitude : -magnitude;
});

/** The three fields of a byte whose inversions are undone. */
function fields(byte: number): { readonly topBit: boolean; readonly exponent: number; readonly mantissa: number } {
  return { topBit: byte >= 0x80, exponent: (byte >> 4) & 7, mantissa: byte & 15 };
}
