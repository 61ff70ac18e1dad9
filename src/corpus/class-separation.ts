/**
 * How well one number alone tells a class from the rest: the best interval of its values.
 *
 *   J = max over intervals [a, b] of  share of the class inside − share of the rest inside        (Youden's J, 0 to 1)
 *
 * An interval finds what a threshold finds (a = −∞ or b = ∞), and the classes in the middle of a column that counts the
 * rows of a sorted table. With values sorted, J is the largest sum of neighbors, each row counting 1/n of the class or
 * −1/n of the rest (J. Bentley 1984, "Programming Pearls: Algorithm Design Techniques", CACM 27(9)); rows of equal value
 * count together.
 */

/** Room for the class beside a value in one exactly represented number: 32 + 20 bits. */
const CLASS_FACTOR = 2 ** 20;

/** How well one number tells a class from all others. */
export interface ClassSeparation {
  /** Index of the class that is told best. */
  readonly classIndex: number;
  /** Youden's J of its best interval, 0 to 1. */
  readonly told: number;
}

/** Buffers that are used again for each column. */
export class SeparationMeter {
  readonly #labels: Int32Array;
  readonly #isAsked: Int32Array;
  readonly #counts: Int32Array;
  readonly #keys: Float64Array;
  readonly #value = new Float32Array(1);
  readonly #bits = new Uint32Array(this.#value.buffer);

  /**
   * @param labels   Class of each row. [N]
   * @param isAsked  1 for classes that may be told, 0 for others. [C], C below 2^20
   */
  constructor(labels: Int32Array, isAsked: Int32Array) {
    this.#labels = labels;
    this.#isAsked = isAsked;
    this.#counts = new Int32Array(isAsked.length);
    for (const label of labels) this.#counts[label]++;
    this.#keys = new Float64Array(labels.length);
  }

  /** The class that the values tell best. @param values  Finite. [N] */
  separation(values: ArrayLike<number>): ClassSeparation {
    const keys = this.#keys;
    for (let row = 0; row < keys.length; row++) {
      // Adding zero makes −0 and 0 one value.
      this.#value[0] = values[row] + 0;
      const bits = this.#bits[0];
      // IEEE 754 bits sort as their numbers if negative ones are turned over.
      const rank = bits >= 2 ** 31 ? 2 ** 32 - 1 - bits : bits + 2 ** 31;
      keys[row] = rank * CLASS_FACTOR + this.#labels[row];
    }
    keys.sort();
    let best: ClassSeparation = { classIndex: 0, told: 0 };
    for (let classIndex = 0; classIndex < this.#counts.length; classIndex++) {
      const count = this.#counts[classIndex];
      if (this.#isAsked[classIndex] === 0 || count === 0 || count === keys.length) continue;
      const told = bestInterval(keys, classIndex, 1 / count, 1 / (keys.length - count));
      if (told > best.told) best = { classIndex, told };
    }
    return best;
  }
}

/** J of the best interval for a class in sorted keys; each row of the class counts `gain`, each other one −`loss`. */
function bestInterval(keys: Float64Array, classIndex: number, gain: number, loss: number): number {
  let best = 0;
  let sum = 0;
  for (let at = 0; at < keys.length; ) {
    const rank = Math.floor(keys[at] / CLASS_FACTOR);
    const end = (rank + 1) * CLASS_FACTOR;
    const own = rank * CLASS_FACTOR + classIndex;
    let here = 0;
    for (; at < keys.length && keys[at] < end; at++) here += keys[at] === own ? gain : -loss;
    sum = Math.max(0, sum + here);
    if (sum > best) best = sum;
  }
  return Math.min(1, best);
}
