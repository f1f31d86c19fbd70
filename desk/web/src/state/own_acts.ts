// What this person did themselves a moment ago, on this page or in another tab: that a piece of work then goes is no news.
const remembered_ms = 30_000;
const acts = new Map<string, number>();
const tabs = 'BroadcastChannel' in window ? new BroadcastChannel('antesala.own_acts') : undefined;

export function noteOwnAct(interactionId: string): void {
  remember(interactionId);
  tabs?.postMessage(interactionId);
}

export function wasOwnAct(interactionId: string): boolean {
  return Date.now() - (acts.get(interactionId) ?? -Infinity) < remembered_ms;
}

function remember(interactionId: string): void {
  const now = Date.now();
  for (const [id, at] of acts) if (now - at >= remembered_ms) acts.delete(id);
  acts.set(interactionId, now);
}

tabs?.addEventListener('message', (event: MessageEvent<string>) => remember(event.data));
