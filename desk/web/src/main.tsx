// Entry of the pages. Read on in pages/app.tsx; what the desk says enters at state/link.ts.
import '@fontsource-variable/inter/wght.css';
import './style/style.css';
import { render } from 'preact';
import { channels } from './channels';
import './channels/registered';
import './keyboard/drop';
import './keyboard/focus';
import { App } from './pages/app';
import { welcome } from './state/desk';
import { begin, connections } from './state/link';
import { go, route } from './state/route';

const page = document.getElementById('page');
if (page) render(<App />, page);

connections.subscribe((count) => {
  if (count > 0) for (const channel of channels()) channel.connected?.();
});
// A supervisor who signs in is shown what they come for.
welcome.subscribe((account) => {
  const supervises = account?.role === 'supervisor' || account?.role === 'administrator';
  if (supervises && connections.peek() === 0 && route.peek() === 'agent') go('supervisor');
});
void begin();
