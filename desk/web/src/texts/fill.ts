export type Values = Record<string, string | number>;

// "{time} left" with {time: "0:42"} → "0:42 left". A place nobody filled stays visible.
export function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => (name in values ? String(values[name]) : place));
}
