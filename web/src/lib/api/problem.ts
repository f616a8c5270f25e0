// A refused request, as the server tells it (RFC 9457 problem details) or as the network hides it.

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
    readonly fields: Record<string, string> = {},
  ) {
    super(message);
  }

  /** No answer came: the network is away, or the server is. */
  get offline(): boolean {
    return this.status === 0;
  }
}

type Wire = { type?: unknown; title?: unknown; detail?: unknown; fields?: unknown };

/** Reads a problem body of any care: fields as `{name: text}` or `[{field, message}]`. */
export function problemFrom(status: number, body: unknown, fallback: string): Problem {
  const wire: Wire = typeof body === 'object' && body !== null ? body : {};
  const message = [wire.detail, wire.title].find((text) => typeof text === 'string' && text !== '');
  const type = typeof wire.type === 'string' ? wire.type : 'about:blank';
  return new Problem(status, type, typeof message === 'string' ? message : fallback, fieldsOf(wire.fields));
}

function fieldsOf(wire: unknown): Record<string, string> {
  if (Array.isArray(wire)) {
    const pairs = wire.map((f: { field?: unknown; message?: unknown }) => [String(f.field), String(f.message)]);
    return Object.fromEntries(pairs);
  }
  if (typeof wire !== 'object' || wire === null) return {};
  return Object.fromEntries(Object.entries(wire).map(([k, v]) => [k, Array.isArray(v) ? v.join(' ') : String(v)]));
}
