// A channel's own words, in the language of the page.
import { fill, type Values } from '../texts/fill';
import { language } from '../texts/language';
import type { Channel, ChannelText } from '.';

export function say({ texts }: Channel, key: ChannelText, values: Values = {}): string {
  return fill(texts[language.value][key], values);
}
