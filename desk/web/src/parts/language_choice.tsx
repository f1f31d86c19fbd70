import { chooseLanguage, language, languages, t } from '../texts/language';

export function LanguageChoice() {
  return (
    <div class="languages" role="group" aria-label={t('language.label')}>
      {languages.map(({ code, name }) => (
        <button key={code} type="button" class="quiet" lang={code} aria-pressed={language.value === code} onClick={() => chooseLanguage(code)}>
          {name}
        </button>
      ))}
    </div>
  );
}
