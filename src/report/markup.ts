/**
 * Elements of HTML and SVG as text: the report's whole drawing machinery, so that a page needs no browser to be made.
 *
 * Text from outside (names of classes, speakers, files) enters through `text` or an attribute and is escaped there;
 * everything else that is passed as a child is markup already.
 */

export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Markup of one element. False and undefined attributes are left out; numbers are rounded to 2 decimals. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([key, value]) => (value === true ? ` ${key}` : ` ${key}="${text(attributeText(value))}"`));
  const open = `<${name}${written.join("")}`;
  if (VOID_ELEMENTS.has(name)) return `${open}>`;
  return children.length === 0 && SVG_LEAVES.has(name) ? `${open}/>` : `${open}>${children.join("")}</${name}>`;
}

/** Text as markup, with what HTML reads as its own escaped. */
export function text(plain: string | number): string {
  return String(plain).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const VOID_ELEMENTS = new Set(["meta", "br", "hr", "input"]);
const SVG_LEAVES = new Set(["path", "line", "rect", "circle", "polygon", "polyline"]);

function attributeText(value: string | number | boolean | undefined): string {
  return typeof value === "number" ? String(Math.round(value * 100) / 100) : String(value);
}
