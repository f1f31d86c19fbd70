import { textsWith } from '../../texts/language';
import { en } from './en';
import { es } from './es';

export const texts = { en, es };
export const { t } = textsWith(texts);
