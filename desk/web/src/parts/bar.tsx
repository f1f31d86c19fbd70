// The top of every page: which page, presence and state of the agent, the connection, the account.
import { agentPresence } from '../agent/presence_menu';
import { toggleNotifications } from '../state/offers';
import { isSupervisor, me, welcome } from '../state/desk';
import { link } from '../state/link';
import { notifications, sound } from '../state/preferences';
import { addressOf, go, route, type Route } from '../state/route';
import { chooseLanguage, language, languages, t } from '../texts/language';
import { helpOpen } from './help_dialog';
import { Icon } from './icon';
import { Menu } from './menu';
import { askSignOut } from './sign_out_dialog';

export function Bar() {
  return (
    <header class="bar">
      <span class="brand">{t('app.name')}</span>
      {isSupervisor.value && <Pages />}
      <div class="bar-middle">{me.value && agentPresence(me.value)}</div>
      <Lamp />
      <AccountMenu />
    </header>
  );
}

function Pages() {
  const pages: readonly Route[] = me.value ? ['agent', 'supervisor'] : ['supervisor'];
  return (
    <nav class="pages" aria-label={t('app.pages')}>
      {pages.map((page) => (
        <a key={page} href={addressOf(page)} aria-current={route.value === page ? 'page' : undefined} onClick={(event) => follow(event, page)}>
          {t(`app.${page}`)}
        </a>
      ))}
    </nav>
  );
}

function follow(event: MouseEvent, page: Route): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(page);
}

function Lamp() {
  const state = link.value;
  return (
    <span class={`lamp ${state}`} role="status">
      <span class="lamp-dot" aria-hidden="true" />
      {t(`link.${state}`)}
    </span>
  );
}

function AccountMenu() {
  const account = welcome.value;
  if (!account) return null;
  const tick = (key: string, label: string, value: boolean, choose: () => void) =>
    ({ key, label, checked: value, kind: 'tick', choose }) as const;
  return (
    <Menu
      id="account"
      label={t('menu.account')}
      face={
        <>
          <Icon name="person" />
          <span class="account-name">{account.name}</span>
          {account.phone && <span class="account-phone">{t('menu.phone', { phone: account.phone })}</span>}
        </>
      }
      choices={[
        languages.map(({ code, name }) => ({ key: code, label: <span lang={code}>{name}</span>, checked: language.value === code, kind: 'one_of' as const, choose: () => chooseLanguage(code) })),
        [
          tick('sound', t('menu.sound'), sound.value, () => (sound.value = !sound.value)),
          tick('notify', t('menu.notify'), notifications.value, () => void toggleNotifications()),
        ],
        [
          { key: 'help', label: t('menu.help'), kind: 'action', choose: () => (helpOpen.value = true) },
          { key: 'signout', label: t('menu.signout'), kind: 'action', choose: askSignOut },
        ],
      ]}
    />
  );
}
