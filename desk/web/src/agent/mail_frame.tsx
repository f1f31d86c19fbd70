// A mail's HTML in a frame that can do nothing: no scripts, no forms, its own policy. The page puts the cleaned nodes in
// and follows their height; `allow-same-origin` serves that, and is harmless where scripts are not allowed.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { cleanMail } from '../mail/sanitise';
import type { MailMessage } from '../protocol/messages';
import { t } from '../texts/language';

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
    const fit = () => frame.current?.setAttribute('height', String(inside.documentElement.offsetHeight));
    watch.current?.disconnect();
    watch.current = new ResizeObserver(fit);
    watch.current.observe(inside.body);
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
