import type { ComponentChildren } from 'preact';

// What stands where there is nothing to show, and what to do about it.
export function Empty({ title, help, children }: { title: string; help?: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {help !== undefined && <p>{help}</p>}
      {children}
    </div>
  );
}
