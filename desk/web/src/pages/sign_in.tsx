import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { duration, fullTime } from '../format/time';
import { LanguageChoice } from '../parts/language_choice';
import { local_ms } from '../state/clock';
import { sessionEnded, signIn } from '../state/link';
import { language, t } from '../texts/language';

export function SignInPage() {
  const busy = useSignal(false);
  const problem = useSignal<'wrong_credentials' | 'unreachable' | 'too_many_attempts' | undefined>(undefined);
  const waitUntil_ms = useSignal(0);
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
    if (result.kind === 'signed_in') return;
    if (result.kind === 'too_many_attempts') waitUntil_ms.value = Date.now() + result.wait_s * 1000;
    problem.value = result.kind;
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
          {problem.value === 'too_many_attempts' ? <Wait until_ms={waitUntil_ms.value} /> : problem.value && t(`signin.${problem.value}`)}
        </p>
        <button type="submit" class="primary" aria-disabled={busy.value}>
          {t(busy.value ? 'signin.busy' : 'signin.submit')}
        </button>
      </form>
      <LanguageChoice />
    </main>
  );
}

// The moment is read out once, the seconds that are left are only seen.
function Wait({ until_ms }: { until_ms: number }) {
  const left_ms = until_ms - local_ms.value;
  if (left_ms <= 0) return <>{t('signin.may_try_again')}</>;
  return (
    <>
      {t('signin.too_many_attempts', { time: fullTime(until_ms * 1000, language.value) })} <span aria-hidden="true">({duration(left_ms * 1000, language.value)})</span>
    </>
  );
}
