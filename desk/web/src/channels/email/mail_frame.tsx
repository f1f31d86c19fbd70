// A mail's HTML in a frame that can do nothing: no scripts, no forms, its own policy. The page puts the cleaned nodes in
// and follows their height; `allow-same-origin` serves that, and is harmless where scripts are not allowed.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { MailMessage } from '../../protocol/messages';
import { cleanMail } from './mail/sanitise';
import { t } from './texts';

const tallest_px = 40_000;
const most_growths = 8;
const sandbox = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';

export function MailFrame({ message }: { message: MailMessage }) {
  const images = useSignal(false);
  const hidden = useSignal(false);
  const frame = useRef<HTMLIFrameElement>(null);
  const watch = useRef<ResizeObserver | undefined>(undefined);
  useEffect(() => () => watch.current?.disconnect(), []);

  const fillIn = () => {
    const inside = frame.current?.contentDocument;
    if (!inside?.defaultView) return;
    const clean = cleanMail(message, images.value, inside.defaultView);
    hidden.value = clean.hasRemoteImages && !images.value;
    inside.body.replaceChildren(...clean.body.childNodes);
    let height = 0;
    let grown = 0;
    const fit = () => {
      const needed = Math.min(tallest_px, inside.documentElement.offsetHeight);
      // Taller only because it was made taller: what cannot be fitted scrolls inside.
      grown = needed > height ? grown + 1 : 0;
      if (grown > most_growths) return watch.current?.disconnect();
      height = needed;
      frame.current?.setAttribute('height', String(needed));
    };
    watch.current?.disconnect();
    watch.current = new ResizeObserver(fit);
    watch.current.observe(inside.body);
    // Each image that comes makes it taller, and rightly so.
    inside.addEventListener('load', () => (grown = 0), true);
    fit();
  };
  return (
    <>
      {hidden.value && (
        <div class="images-blocked">
          <p>{t('mail.images_blocked')}</p>
          <button type="button" class="plain small" onClick={() => (images.value = true)}>
            {t('mail.images_show')}
          </button>
        </div>
      )}
      <iframe
        key={`${message.id} ${images.value ? 'with' : 'without'} images`}
        class="mail-frame"
        ref={frame}
        src={images.value ? '/mail_frame_images.html' : '/mail_frame.html'}
        sandbox={sandbox}
        title={t('mail.content')}
        onLoad={fillIn}
      />
    </>
  );
}
