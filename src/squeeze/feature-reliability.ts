/**
 * How far a feature tells classes apart, whoever speaks: what a linear classifier for a device trusts it by.
 *
 *   r = between / (within + median of within over the features)
 *
 *   between  variance of the classes' means
 *   within   of the mean of each speaker in each class about the class's mean, pooled: Σ (m_sc − m_c)² / (cells − classes)
 *
 * Eight speakers say little of what differs between them by chance; the median keeps a feature on which they happen to agree
 * from counting for all others. Where speakers are not known, or each class has one, recordings stand for them.
 */

interface ReliabilityRows {
  /** Standardised. Row-major. [N × F] */
  readonly inputs: Float64Array;
  /** [N] */
  readonly labels: Int32Array;
  readonly classes: number;
  /** [N] */
  readonly speakers: readonly string[] | undefined;
}

/** r of each feature, from 0 on; 0 for one that does not vary. [F] */
export function featureReliability(rows: ReliabilityRows): Float64Array {
  const { inputs, labels, classes, speakers } = rows;
  const bySpeaker = speakers && cellsOf(labels, speakers);
  const byRow = labels.map((_, row) => row);
  const cells = bySpeaker && new Set(bySpeaker).size > new Set(labels).size ? bySpeaker : byRow;
  const features = inputs.length / labels.length;
  const { means, classOf } = cellMeans(inputs, labels, cells);
  const count = classOf.length;
  const occurring = Array.from({ length: classes }, (_, c) => c).filter((c) => classOf.includes(c));
  const between = new Float64Array(features);
  const within = new Float64Array(features);
  for (let f = 0; f < features; f++) {
    const meanOf = occurring.map((c) => {
      const own = classOf.flatMap((label, cell) => (label === c ? [means[cell * features + f]] : []));
      const mean = meanOfNumbers(own);
      for (const value of own) within[f] += (value - mean) ** 2 / Math.max(1, count - occurring.length);
      return mean;
    });
    const center = meanOfNumbers(meanOf);
    for (const mean of meanOf) between[f] += (mean - center) ** 2 / occurring.length;
  }
  const median = within.slice().sort()[Math.floor(features / 2)];
  return between.map((value, f) => (value > 0 ? value / Math.max(within[f] + median, Number.MIN_VALUE) : 0));
}

/** A number for each pair of class and speaker, from 0 on, in the order in which they come. [N] */
function cellsOf(labels: Int32Array, speakers: readonly string[]): Int32Array {
  const places = new Map<string, number>();
  return labels.map((label, row) => {
    const key = `${label} ${speakers[row]}`;
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    return place;
  });
}

/** The mean of each cell and the class that it belongs to. [cells × F], [cells] */
function cellMeans(inputs: Float64Array, labels: Int32Array, cells: Int32Array) {
  const features = inputs.length / labels.length;
  const count = new Set(cells).size;
  const means = new Float64Array(count * features);
  const sizes = new Float64Array(count);
  const classOf: number[] = new Array(count).fill(0);
  for (const cell of cells) sizes[cell]++;
  labels.forEach((label, row) => {
    const cell = cells[row];
    classOf[cell] = label;
    for (let f = 0; f < features; f++) means[cell * features + f] += inputs[row * features + f] / sizes[cell];
  });
  return { means, classOf };
}

function meanOfNumbers(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
