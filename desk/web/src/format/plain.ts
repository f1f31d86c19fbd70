// For comparing texts as people search for them: lower case, accents and outer spaces away.
export function plain(text: string): string {
  return text.trim().normalize('NFD').replace(/\p{Mn}/gu, '').toLowerCase();
}
