// Messages with holes: `Có {count} tin`. Pure, so that both catalogues can be tested.

export type Values = Record<string, string | number>;

export function fill(message: string, values: Values): string {
  return message.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}

/** The names of a message's holes, sorted. */
export function holes(message: string): string[] {
  return [...message.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '').sort();
}
