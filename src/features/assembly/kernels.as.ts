/**
 * The kernels of the feature extraction. The memory is the module's own; regions are laid out by kernel-memory.ts.
 */

export { energy, magnitudes, pack, reorder, splitA, splitB, windowFrame } from "./fourier.as";
export { leaves4A, leaves4B, leaves8A, leaves8B } from "./fourier-leaves.as";
export { centralSums, changeSum, entropySum, melBands, power, powerSums, swingSum, weightedSum } from "./short-frame.as";
export { curvatures, keepPeaks, localMaxima, readSpline, smooth, subHarmonicSum, total } from "./pitch.as";
export { correlations, totals } from "./correlation.as";
