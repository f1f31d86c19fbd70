// Shapes of messages in the protobuf JSON mapping, from which both the type and the reader come.
// The mapping leaves out fields that have their default value, writes 64-bit integers as strings and enums as names;
// a reader therefore never fails: what is missing or of another kind becomes the default, unknown fields are ignored.

export type Reader<T> = (json: unknown) => T;
export type Read<R> = R extends Reader<infer T> ? T : never;

export const text: Reader<string> = (json) => (typeof json === 'string' ? json : '');
export const flag: Reader<boolean> = (json) => json === true;

// 32- and 64-bit integers. Microseconds since 1970 stay below 2^53 until the year 2255.
export const integer: Reader<number> = (json) => {
  const value = typeof json === 'string' || typeof json === 'number' ? Number(json) : 0;
  return Number.isFinite(value) ? value : 0;
};

// An enum's name; the first is the one numbered 0.
export function oneOf<const Names extends readonly [string, ...string[]]>(...names: Names): Reader<Names[number]> {
  return (json) => names.find((name) => name === json) ?? names[0];
}

export function list<T>(item: Reader<T>): Reader<T[]> {
  return (json) => (Array.isArray(json) ? json.map(item) : []);
}

// A message field that may be absent (in a oneof, or not set).
export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (json) => (json === undefined || json === null ? undefined : reader(json));
}

type Fields = Record<string, Reader<unknown>>;
type Message<F extends Fields> = { [K in keyof F]: Read<F[K]> };

export interface MessageReader<F extends Fields> extends Reader<Message<F>> {
  readonly fields: F;
}

export function message<F extends Fields>(fields: F): MessageReader<F> {
  const read = (json: unknown): Message<F> => {
    const source = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
    const entries = Object.entries(fields).map(([name, reader]) => [name, reader(source[name])]);
    return Object.fromEntries(entries) as Message<F>;
  };
  return Object.assign(read, { fields });
}
