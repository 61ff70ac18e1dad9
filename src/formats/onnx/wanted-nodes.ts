/**
 * The part of an ONNX graph that makes the probabilities: classifiers give the name of the likeliest class as well, which is
 * left out, and the names of all classes, which are read.
 */

import { FormatError } from "../../core/errors.ts";
import type { OnnxGraph, OnnxGraphNode } from "./read-onnx-model.ts";

/** What picks the likeliest class. */
const PICKING = ["ArgMax", "TopK", "ArrayFeatureExtractor", "LabelEncoder"];

/** The graph; where it names a class too, with the nodes alone that its other outputs need. @throws FormatError where none is left. */
export function wantedNodes(graph: OnnxGraph, name: string): OnnxGraph {
  const makerOf = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const outputs = graph.outputs.filter((output) => !isLabel(output, makerOf));
  if (outputs.length === graph.outputs.length) return graph;
  if (outputs.length === 0) throw new FormatError(`${name}: gives the names of classes and no probabilities`);
  const wanted = new Set(outputs.flatMap((output) => [...nodesBefore(output, makerOf)]));
  return { ...graph, nodes: graph.nodes.filter((node) => wanted.has(node)), outputs };
}

function isLabel(output: string, makerOf: ReadonlyMap<string, OnnxGraphNode>): boolean {
  for (const { operator, outputs } of nodesBefore(output, makerOf)) {
    if (PICKING.includes(operator)) return true;
    // The classifiers of ai.onnx.ml give label and scores.
    if (operator.endsWith("Classifier") && outputs[0] === output) return true;
  }
  return false;
}

/** All nodes that a value needs. */
function nodesBefore(value: string, makerOf: ReadonlyMap<string, OnnxGraphNode>): Set<OnnxGraphNode> {
  const found = new Set<OnnxGraphNode>();
  const waiting = [value];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const node = makerOf.get(next);
    if (!node || found.has(node)) continue;
    found.add(node);
    for (const input of node.inputs) waiting.push(input);
  }
  return found;
}

/** Names of the classes as the nodes of ai.onnx.ml, or the constant that a label is picked from, have them. */
export function classLabels({ nodes, tensors }: OnnxGraph): readonly string[] | undefined {
  for (const { operator, inputs, texts, numbers } of nodes) {
    const strings = texts.get("classlabels_strings");
    const whole = numbers.get("classlabels_int64s") ?? numbers.get("classlabels_ints");
    if (strings && strings.length > 0) return strings;
    if (whole && whole.length > 0) return whole.map(String);
    const picked = operator === "ArrayFeatureExtractor" ? tensors.get(inputs[0] ?? "") : undefined;
    if (picked) return picked.texts ?? Array.from(picked.values, String);
  }
  return undefined;
}
