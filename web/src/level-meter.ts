/**
 * The level of the microphone while it records, by which a person sees that it hears: the peak of a block, −60 to 0 dB.
 */

const LOWEST_DB = -60;

/** Shows the level of a block of samples. */
export function showLevel(meter: HTMLMeterElement, samples: Float32Array): void {
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const db = peak > 0 ? Math.max(LOWEST_DB, Math.min(0, 20 * Math.log10(peak))) : LOWEST_DB;
  meter.value = db;
  meter.textContent = `${db.toFixed(0)} dB`;
}
