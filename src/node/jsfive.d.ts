/** The part of jsfive 0.4 that is used: the package is optional, and has no types. */
declare module "jsfive" {
  export interface Group {
    readonly keys: readonly string[];
    readonly attrs: Readonly<Record<string, unknown>>;
    get(name: string): Group | Dataset;
  }
  export interface Dataset {
    readonly shape?: readonly number[];
    readonly value: number[] & { readonly length: number };
  }
  export const File: new (bytes: ArrayBuffer, name: string) => Group;
}
