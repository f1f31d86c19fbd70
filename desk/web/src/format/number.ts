// Numbers as people read them.

export function count(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value);
}

// `share` 0 to 1; "–" when there is nothing to take a share of.
export function percent(share: number | undefined, language: string): string {
  if (share === undefined) return '–';
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(share);
}

const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

export function fileSize(bytes: number, language: string): string {
  const step = Math.min(sizes.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const format = { style: 'unit', unit: sizes[step] ?? 'byte', unitDisplay: 'short', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, format).format(bytes / 1000 ** step);
}
