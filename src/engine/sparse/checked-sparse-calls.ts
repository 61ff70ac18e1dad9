/**
 * What every engine for survivors checks once before its kernels run, which check nothing. All of it is misuse of the library.
 */

import { layerShapes } from "../../network/architecture.ts";
import type { SparseLayer, SparseNetwork } from "../../network/sparse-network.ts";

/** Shapes that fit each other, and survivors that lie within their kernels, in order. */
export function checkSparseNetwork({ architecture, normalization, layers }: SparseNetwork): void {
  const shapes = layerShapes(architecture);
  if (layers.length !== shapes.length)
    throw new RangeError(`load: the architecture has ${shapes.length} layers, the network ${layers.length}`);
  checkExactly("scale", normalization.scale.length, architecture.inputs);
  checkExactly("offset", normalization.offset.length, architecture.inputs);
  for (const [index, { inputs, outputs }] of shapes.entries()) {
    const { [index]: layer } = layers;
    if (layer.inputs !== inputs || layer.outputs !== outputs)
      throw new RangeError(
        `load: layer ${index} is ${layer.inputs} × ${layer.outputs}, its architecture says ${inputs} × ${outputs}`,
      );
    checkSurvivors(layer, index);
  }
}

function checkSurvivors({ inputs, outputs, rowStarts, columns, weights, bias }: SparseLayer, index: number): void {
  checkExactly(`bias of layer ${index}`, bias.length, outputs);
  checkExactly(`rowStarts of layer ${index}`, rowStarts.length, outputs + 1);
  checkExactly(`weights of layer ${index}`, weights.length, columns.length);
  if (rowStarts[0] !== 0 || rowStarts[outputs] !== columns.length)
    throw new RangeError(
      `load: rowStarts of layer ${index} must run from 0 to ${columns.length}, got ${rowStarts[0]} to ${rowStarts[outputs]}`,
    );
  for (let output = 0; output < outputs; output++) {
    if (rowStarts[output + 1] < rowStarts[output])
      throw new RangeError(`load: rowStarts of layer ${index} must ascend, but do not at output ${output}`);
    for (let s = rowStarts[output]; s < rowStarts[output + 1]; s++)
      if (columns[s] >= inputs || (s > rowStarts[output] && columns[s] <= columns[s - 1]))
        throw new RangeError(
          `load: columns of layer ${index} must ascend and be below ${inputs}, got ${columns[s]} in output ${output}`,
        );
  }
}

/** @throws RangeError unless the layer is there. @param call  Who is asked. */
export function checkLayer(call: string, layer: number, layerCount: number): void {
  if (!Number.isInteger(layer) || layer < 0 || layer >= layerCount)
    throw new RangeError(`${call}: layer must be 0 to ${layerCount - 1}, got ${layer}`);
}

/** Gradients that are asked for must have been computed. */
export function checkGradients(call: string, computed: boolean): void {
  if (!computed) throw new RangeError(`${call}: there are no gradients yet; call computeGradients first`);
}

/** A layer's survivors keep their number. */
export function checkSurvivorCount(layer: number, length: number, survivors: number): void {
  if (length !== survivors)
    throw new RangeError(`writeWeights: layer ${layer} has ${survivors} survivors, got ${length} weights`);
}

function checkExactly(name: string, length: number, expected: number): void {
  if (length !== expected) throw new RangeError(`load: ${name} must hold ${expected} numbers, got ${length}`);
}
