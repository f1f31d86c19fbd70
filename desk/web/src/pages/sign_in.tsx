import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { LanguageChoice } from '../parts/language_choice';
import { sessionEnded, signIn } from '../state/link';
import { t } from '../texts/language';
import type { TextKey } from '../texts/text_key';

export function SignInPage() {
  const busy = useSignal(false);
  const problem = useSignal<TextKey | undefined>(undefined);
  const login = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => login.current?.focus(), []);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    problem.value = undefined;
    const result = await signIn(login.current?.value.trim() ?? '', password.current?.value ?? '');
    busy.value = false;
    if (result === 'signed_in') return;
    problem.value = `signin.${result}`;
    password.current?.select();
  };

  return (
    <main class="sign-in">
      <form class="card" onSubmit={(event) => void submit(event)} aria-labelledby="sign-in-title">
        <p class="brand large">{t('app.name')}</p>
        <p class="lead">{t('signin.lead')}</p>
        <h1 id="sign-in-title" class="only-read-out">
          {t('signin.title')}
        </h1>
        {sessionEnded && <p class="notice">{t('signin.ended')}</p>}
        <label class="field">
          {t('signin.login')}
          <input ref={login} name="login" autocomplete="username" autocapitalize="none" spellcheck={false} required maxLength={64} />
        </label>
        <label class="field">
          {t('signin.password')}
          <input ref={password} name="password" type="password" autocomplete="current-password" required maxLength={1024} />
        </label>
        <p class="problem" role="alert">
          {problem.value && t(problem.value)}
        </p>
        <button type="submit" class="primary" aria-disabled={busy.value}>
          {t(busy.value ? 'signin.busy' : 'signin.submit')}
        </button>
      </form>
      <LanguageChoice />
    </main>
  );
}
