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

export type Texts<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, string>>>>;

// Keys that come in .one and .other.
type PluralKey<K> = K extends `${infer Base}.one` ? Base : never;

// The texts of a part that has some of its own beside everybody's.
export function textsWith<Own extends string>(own: Texts<Own>) {
  const texts: Texts<Own | TextKey> = { es: { ...es, ...own.es }, en: { ...en, ...own.en } };
  const t = (key: Own | TextKey, values: Values = {}): string => fill(texts[language.value][key], values);
  const plural = (key: PluralKey<Own | TextKey>, count: number): string => {
    const rule = new Intl.PluralRules(language.value).select(count) === 'one' ? 'one' : 'other';
    return t(`${key}.${rule}` as Own | TextKey, { count });
  };
  return { t, plural };
}

export const { t, plural } = textsWith({ es: {}, en: {} });

// The text of a directory entry; its name when the directory has none.
export function titleOf(entries: readonly Named[], name: string): string {
  const entry = entries.find((candidate) => candidate.name === name);
  if (!entry) return name;
  return (language.value === 'es' ? entry.titleEs : entry.titleEn) || entry.titleEs || entry.titleEn || name;
}
