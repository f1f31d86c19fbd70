// The language of the page: what this person chose in this browser, else the account's, else the browser's.
import { computed, effect, signal } from '@preact/signals';
import type { Named } from '../protocol/messages';
import { en } from './en';
import { es } from './es';
import { fill, type Values } from './fill';
import type { TextKey } from './text_key';

export type Language = 'es' | 'en';
export const languages: readonly { code: Language; name: string }[] = [
  { code: 'es', name: 'Español' },
  { code: 'en', name: 'English' },
];

const remembered = 'antesala.language';

function known(code: string | null | undefined): Language | undefined {
  const found = languages.find((entry) => code?.toLowerCase().startsWith(entry.code));
  return found?.code;
}

const chosen = signal<Language | undefined>(known(localStorage.getItem(remembered)));
export const accountLanguage = signal('');
export const language = computed<Language>(
  () => chosen.value ?? known(accountLanguage.value) ?? known(navigator.language) ?? 'es',
);

export function chooseLanguage(code: Language): void {
  chosen.value = code;
  localStorage.setItem(remembered, code);
}

effect(() => {
  document.documentElement.lang = language.value;
});

export function t(key: TextKey, values: Values = {}): string {
  return fill((language.value === 'es' ? es : en)[key], values);
}

// Keys that come in .one and .other.
type PluralBase<K> = K extends `${infer Base}.one` ? Base : never;
type PluralKey = PluralBase<TextKey>;

export function plural(key: PluralKey, count: number): string {
  const rule = new Intl.PluralRules(language.value).select(count) === 'one' ? 'one' : 'other';
  return t(`${key}.${rule}`, { count });
}

// The text of a directory entry; its name when the directory has none.
export function titleOf(entries: readonly Named[], name: string): string {
  const entry = entries.find((candidate) => candidate.name === name);
  if (!entry) return name;
  return (language.value === 'es' ? entry.titleEs : entry.titleEn) || entry.titleEs || entry.titleEn || name;
}
