import type { ComponentChildren } from 'preact';

// A figure that explains itself when pointed at or focused (WAI-ARIA tooltip).
export function Tip({ id, text, children }: { id: string; text: string; children: ComponentChildren }) {
  return (
    <span class="tip">
      <button type="button" class="tip-figure" aria-describedby={id}>
        {children}
      </button>
      <span class="tip-text" role="tooltip" id={id}>
        {text}
      </span>
    </span>
  );
}
