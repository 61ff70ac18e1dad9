/**
 * The tables of an experiment in one file, for machines that share nothing but a run's folder: every recording once, and which
 * of them are in which partition of which fold.
 *
 *   values           [N × F] float32, of all different recordings
 *   labels           [N] int32
 *   <fold>/<name>    [n] int32, rows of that partition; a row may stand in it more than once (over-sampling)
 *   metadata         what the result says of the data, names of features, recordings and speakers
 */

import { z } from "zod";
import { FormatError } from "../core/errors.ts";
import { foldsOnDemand } from "../corpus/folds-on-demand.ts";
import { PARTITION_NAMES, type PartitionName } from "../corpus/partitions.ts";
import { mentioned } from "../features/feature-profile.ts";
import { isRecord } from "../formats/json.ts";
import { decodeSafetensors, encodeSafetensors, type Tensor, type TensorData } from "../formats/safetensors.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { selectRows } from "../table/rows.ts";
import type { ExperimentData } from "./describe-data.ts";
import { dataSchema } from "./result.ts";

const strings = z.array(z.string()).readonly();

const contents = z.object({
  description: dataSchema,
  /** How many; a run that was begun when they were called `rounds` goes on. */
  folds: z.number().int().positive(),
  features: strings,
  ids: strings,
  speakers: strings.nullable(),
});

/** The file as chunks. */
export function encodeExperimentData({ folds, description }: ExperimentData): Uint8Array[] {
  const rows = new DistinctRows();
  const partitions = new Map<string, Tensor>();
  for (const [index, fold] of folds.entries())
    for (const name of PARTITION_NAMES) {
      const data = rows.of(fold[name]);
      partitions.set(`${index}/${name}`, { shape: [data.length], data });
    }
  const { features } = folds[0].train;
  const { values, labels, ids, speakers } = rows.table(features.length);
  const tensors = new Map<string, Tensor>([
    ["values", { shape: [ids.length, features.length], data: values }],
    ["labels", { shape: [ids.length], data: labels }],
    ...partitions,
  ]);
  const json = JSON.stringify({ description, folds: folds.length, features, ids, speakers });
  return encodeSafetensors({ tensors, metadata: { experiment: json } });
}

/** The tables again. @param name  What to call the file in an error. @throws FormatError if the file is damaged. */
export function decodeExperimentData(bytes: Uint8Array, name: string): ExperimentData {
  const { tensors, metadata } = decodeSafetensors(bytes, name);
  const parsed = contents.safeParse(withFolds(jsonOf(metadata["experiment"])));
  if (!parsed.success) throw new FormatError(`${name}: does not hold the tables of an experiment`);
  const { description, folds: foldCount, features, ids, speakers } = parsed.data;
  const { classes, profile } = description;
  const values = tensorNamed(tensors, "values", Float32Array, name);
  const labels = tensorNamed(tensors, "labels", Int32Array, name);
  const whole = speakers?.length ?? ids.length;
  if (values.length !== ids.length * features.length || labels.length !== ids.length || whole !== ids.length)
    throw new FormatError(`${name}: has ${ids.length} recordings but labels or values of another number`);
  const all: FeatureTable = {
    ...mentioned(profile),
    features,
    values,
    ids,
    classes,
    labels,
    ...(speakers && { speakers }),
  };
  const rowsOf = (fold: number, own: PartitionName) => {
    const rows = tensorNamed(tensors, `${fold}/${own}`, Int32Array, name);
    if (rows.some((row) => row < 0 || row >= ids.length))
      throw new FormatError(`${name}: ${fold}/${own} names a row that is not there`);
    return rows;
  };
  const rowsOfFolds = Array.from({ length: foldCount }, (_, fold) => ({
    train: rowsOf(fold, "train"),
    devel: rowsOf(fold, "devel"),
    test: rowsOf(fold, "test"),
  }));
  const folds = foldsOnDemand(foldCount, (fold) => {
    const { train, devel, test } = rowsOfFolds[fold];
    return { train: selectRows(all, train), devel: selectRows(all, devel), test: selectRows(all, test) };
  });
  return { description, folds };
}

/** As before a cross-validation had folds: in an older file they are called rounds. */
function withFolds(json: unknown): unknown {
  return isRecord(json) && "rounds" in json ? { folds: json["rounds"], ...json } : json;
}

/** All different rows of some tables, in the order in which they are met. */
class DistinctRows {
  readonly #places = new Map<string, number[]>();
  readonly #rows: { table: FeatureTable; row: number }[] = [];

  /** Where each row of a table is among all. */
  of(table: FeatureTable): Int32Array {
    return Int32Array.from(table.ids, (_, row) => this.#placeOf(table, row));
  }

  table(width: number): Pick<FeatureTable, "values" | "labels" | "ids"> & { speakers: string[] | null } {
    const values = new Float32Array(this.#rows.length * width);
    for (const [place, { table, row }] of this.#rows.entries()) values.set(rowValues(table, row), place * width);
    const known = this.#rows.every(({ table }) => table.speakers);
    return {
      values,
      labels: Int32Array.from(this.#rows, ({ table, row }) => table.labels[row]),
      ids: this.#rows.map(({ table, row }) => table.ids[row]),
      speakers: known ? this.#rows.map(({ table, row }) => table.speakers?.[row] as string) : null,
    };
  }

  #placeOf(table: FeatureTable, row: number): number {
    const key = JSON.stringify([table.ids[row], table.speakers?.[row] ?? null, table.labels[row]]);
    const places = this.#places.get(key) ?? [];
    const values = rowValues(table, row);
    const known = places.find((place) => {
      const other = this.#rows[place];
      return sameBits(rowValues(other.table, other.row), values);
    });
    if (known !== undefined) return known;
    this.#places.set(key, [...places, this.#rows.length]);
    return this.#rows.push({ table, row }) - 1;
  }
}

function rowValues({ values, features }: FeatureTable, row: number): Float32Array {
  return values.subarray(row * features.length, (row + 1) * features.length);
}

function sameBits(a: Float32Array, b: Float32Array): boolean {
  const bits = ({ buffer, byteOffset, length }: Float32Array) => new Int32Array(buffer, byteOffset, length);
  const [first, second] = [bits(a), bits(b)];
  for (let i = 0; i < first.length; i++) if (first[i] !== second[i]) return false;
  return true;
}

function tensorNamed<Data extends TensorData>(
  tensors: ReadonlyMap<string, Tensor>,
  tensor: string,
  kind: new (length: number) => Data,
  name: string,
): Data {
  const data = tensors.get(tensor)?.data;
  if (!(data instanceof kind)) throw new FormatError(`${name}: has no tensor "${tensor}" of the kind that it needs`);
  return data;
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
