// Which page is shown; the address says it.
import { signal } from '@preact/signals';

export type Route = 'agent' | 'supervisor';
const addresses: Record<Route, string> = { agent: '/', supervisor: '/supervisor' };

export const route = signal<Route>(current());

export function addressOf(target: Route): string {
  return addresses[target];
}

export function go(target: Route): void {
  if (target !== route.value) history.pushState(null, '', addresses[target]);
  route.value = target;
}

function current(): Route {
  return location.pathname === addresses.supervisor ? 'supervisor' : 'agent';
}

window.addEventListener('popstate', () => (route.value = current()));
