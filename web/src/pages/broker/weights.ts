// The weights of matching as a form: one number a field, named as the API names it.
export type Weights = Record<string, number | boolean | Record<string, number | boolean>>;
export type Numbers = Record<string, number | null>;

/** The fields in the order in which they are asked, with what they are counted in. */
export const GROUPS = [
  { group: 'pair', fields: ['handling_per_kg', 'freshness_per_kg', 'stability_per_kg'] },
  {
    group: 'unsold',
    fields: ['unsold_per_kg.days_3', 'unsold_per_kg.days_10', 'unsold_per_kg.days_60', 'unsold_per_kg.longer'],
  },
  {
    group: 'unmet',
    fields: [5, 4, 3, 2, 1].map((urgency) => `unmet_per_kg.urgency_${urgency}`),
  },
  { group: 'fair', fields: ['fairness.per_kg'] },
  { group: 'near', fields: ['near_misses.price_percent', 'near_misses.days', 'near_misses.per_post'] },
] as const;

export const LEXIMIN = 'fairness.leximin';

/** `{ a: { b: 1 } }` as `{ 'a.b': 1 }`. */
export function flat(weights: Weights): Record<string, number | boolean> {
  const pairs = Object.entries(weights).flatMap(([name, value]) =>
    typeof value === 'object' ? Object.entries(value).map(([inner, v]) => [`${name}.${inner}`, v]) : [[name, value]],
  );
  return Object.fromEntries(pairs) as Record<string, number | boolean>;
}

/** And back. */
export function nested(fields: Record<string, number | boolean>): Weights {
  const weights: Weights = {};
  for (const [path, value] of Object.entries(fields)) {
    const [name = '', inner] = path.split('.');
    if (inner === undefined) weights[name] = value;
    else weights[name] = { ...(weights[name] as Record<string, number | boolean> | undefined), [inner]: value };
  }
  return weights;
}
