// Which page is shown: sign-in without a session, else by address and role.
import { useLayoutEffect } from 'preact/hooks';
import { addShortcuts, type Shortcut } from '../keyboard/shortcuts';
import { Banners } from '../parts/banners';
import { Bar } from '../parts/bar';
import { HelpDialog, helpOpen } from '../parts/help_dialog';
import { NotifyLine } from '../parts/notify_line';
import { SignOutDialog } from '../parts/sign_out_dialog';
import { SoundAsleep } from '../parts/sound_asleep';
import { Toasts } from '../parts/toasts';
import { welcome } from '../state/desk';
import { old, session } from '../state/link';
import { route } from '../state/route';
import { t } from '../texts/language';
import { AgentPage } from './agent_page';
import { SignInPage } from './sign_in';
import { SupervisorPage } from './supervisor_page';

const everywhere: readonly Shortcut[] = [{ chord: '?', text: () => t('help.help'), run: () => (helpOpen.value = true) }];

export function App() {
  if (session.value === 'out') return <SignInPage />;
  if (!welcome.value) return <Waiting />;
  return <SignedIn />;
}

function SignedIn() {
  useLayoutEffect(() => addShortcuts(everywhere), []);
  return (
    <div class={old.value ? 'page old' : 'page'}>
      <a class="skip" href="#content">
        {t('app.skip')}
      </a>
      <Bar />
      <Banners />
      <NotifyLine />
      {route.value === 'supervisor' ? <SupervisorPage /> : <AgentPage />}
      <SoundAsleep />
      <Toasts />
      <HelpDialog />
      <SignOutDialog />
    </div>
  );
}

function Waiting() {
  return (
    <main class="sign-in" aria-busy="true">
      <p class="loading">{t(session.value === 'checking' ? 'app.loading' : 'link.connecting')}</p>
    </main>
  );
}
