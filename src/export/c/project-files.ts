/**
 * Templates of one kind of export, with what all kinds share, as files of a folder.
 */

import type { CompactNetwork } from "../../device/compact-network.ts";
import type { NetworkFigures } from "../network-figures.ts";
import { filled, stringLiteral, withPrefix, withSections } from "./c-text.ts";
import { classConstants } from "./class-constants.ts";
import { type Fact, factLines, factRows } from "./facts.ts";
import { qualityFact } from "./quality-fact.ts";
import { TEMPLATES } from "./templates.generated.ts";

/** What fills the places of templates, and which of their sections are written. */
export interface TemplateValues {
  readonly values: Readonly<Record<string, string | number>>;
  readonly sections: Readonly<Record<string, boolean>>;
}

/** What an export is told about its network. */
export interface ProjectFacts {
  /** What all names begin with. */
  readonly prefix: string;
  /** What it was made from, and how. */
  readonly provenance: readonly Fact[];
  /** How good it is; null where that is not known. */
  readonly figures: NetworkFigures | null;
  readonly version: string;
}

/** The files by their paths. @param kind  Folder of its templates. */
export function projectFiles(
  kind: string,
  prefix: string,
  { values, sections }: TemplateValues,
): Map<string, Uint8Array> {
  const files = Object.entries(TEMPLATES).flatMap(([path, text]) => {
    const place = placeOf(path, kind);
    if (place === null) return [];
    const content = filled(withSections(text, sections), values);
    return [[withPrefix(place, prefix), withPrefix(content, prefix)] as const];
  });
  return new Map(files.map(([path, text]) => [path, new TextEncoder().encode(text)]));
}

/** Where a template goes: "network/name_tables.c" is §tables.c. */
function placeOf(path: string, kind: string): string | null {
  if (path.startsWith("qemu/")) return `examples/${path}`;
  const inside = [kind, "common"].find((folder) => path.startsWith(`${folder}/`));
  return inside === undefined
    ? null
    : path
        .slice(inside.length + 1)
        .replace(/^name_/, "§")
        .replace(/^name\./, "§..");
}

/** Places that all kinds have. @param measures  What it takes. */
export function commonValues(
  { prefix, provenance, figures, version }: ProjectFacts,
  { features, classes }: CompactNetwork,
  measures: readonly Fact[],
): Record<string, string | number> {
  const origin = [...provenance, qualityFact(figures)];
  const list = (names: readonly string[]) => names.map((name) => `  ${stringLiteral(name)},`).join("\n");
  return {
    features: features.length,
    classes: classes.length,
    classConstants: classConstants(classes),
    classNames: list(classes),
    featureNames: list(features),
    libraryName: prefix,
    version,
    origin: factLines(origin),
    originRows: factRows(origin),
    measures: factLines(measures),
    measureRows: factRows(measures),
  };
}

/** Widths of its layers, as 213-5-2. */
export function shapeOf({ features, layers }: CompactNetwork): string {
  return [features.length, ...layers.map(({ outputs }) => outputs)].join("-");
}

/** Lines of a body, moved in. */
export function indented(lines: readonly string[], spaces = 2): string {
  return lines.map((line) => " ".repeat(spaces) + line).join("\n");
}
