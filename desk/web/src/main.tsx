// Entry of the pages. Read on in pages/app.tsx; what the desk says enters at state/link.ts.
import '@fontsource-variable/inter/wght.css';
import { render } from 'preact';
import './keyboard/drop';
import './keyboard/focus';
import { App } from './pages/app';
import { welcome } from './state/desk';
import { begin, connections } from './state/link';
import { resumeOutbox } from './channels/email/state/outbox';
import { go, route } from './state/route';
import './style/style.css';

const page = document.getElementById('page');
if (page) render(<App />, page);

connections.subscribe((count) => {
  if (count > 0) resumeOutbox();
});
// A supervisor who signs in is shown what they come for.
welcome.subscribe((account) => {
  const supervises = account?.role === 'supervisor' || account?.role === 'administrator';
  if (supervises && connections.peek() === 0 && route.peek() === 'agent') go('supervisor');
});
void begin();
