/**
 * What a pruned network's zip gains from where its survivors stand: the same weights at shuffled places within each layer,
 * zipped as the paper's were.
 *
 *   node scripts/shuffled-survivors.js run/A/pruned.safetensors
 */

import { readFileSync } from "node:fs";
import { Random } from "../dist/core/random.js";
import { decodeModelFile, encodeModelFile } from "../dist/formats/model-file.js";
import { zipSizeBytes } from "../dist/formats/zip.js";

const MEBIBYTE = 2 ** 20;

/** Fisher and Yates. @param {Float32Array} values @param {Random} random */
function shuffled(values, random) {
  const all = values.slice();
  for (let last = all.length - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    [all[last], all[other]] = [all[other], all[last]];
  }
  return all;
}

/** In MiB. */
async function zipped(network) {
  return ((await zipSizeBytes("pruned.safetensors", encodeModelFile({ network, provenance: {} }))) / MEBIBYTE).toFixed(
    2,
  );
}

const paths = process.argv.slice(2);
if (paths.length === 0) {
  console.error("shuffled-survivors: name pruned networks (.safetensors), got none");
  process.exit(2);
}
for (const path of paths) {
  const { network } = decodeModelFile(readFileSync(path), path);
  const random = new Random(1);
  const layers = network.layers.map((layer) => ({ ...layer, weights: shuffled(layer.weights, random) }));
  console.log(`${path}: ${await zipped(network)} MiB as trained, ${await zipped({ ...network, layers })} MiB shuffled`);
}
