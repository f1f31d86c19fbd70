// A mail's HTML in a frame that can do nothing: no scripts, no forms, its own policy. The page puts the cleaned nodes in
// and follows their height; `allow-same-origin` serves that, and is harmless where scripts are not allowed.
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { cleanMail } from '../mail/sanitise';
import type { MailMessage } from '../protocol/messages';
import { t } from '../texts/language';

const sandbox = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';

export function MailFrame({ message }: { message: MailMessage }) {
  const images = useSignal(false);
  const clean = useMemo(() => cleanMail(message, images.value), [message.html, images.value]);
  return (
    <>
      {clean.hasRemoteImages && !images.value && (
        <div class="images-blocked">
          <p>{t('mail.images_blocked')}</p>
          <button type="button" class="plain small" onClick={() => (images.value = true)}>
            {t('mail.images_show')}
          </button>
        </div>
      )}
      <Frame key={String(images.value)} address={images.value ? '/mail_frame_images.html' : '/mail_frame.html'} body={clean.body} />
    </>
  );
}

function Frame({ address, body }: { address: string; body: HTMLElement }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const watch = useRef<ResizeObserver | undefined>(undefined);
  useEffect(() => () => watch.current?.disconnect(), []);

  const fillIn = () => {
    const inside = frame.current?.contentDocument;
    if (!inside) return;
    inside.body.replaceChildren(...[...body.childNodes].map((node) => inside.importNode(node, true)));
    const fit = () => frame.current?.setAttribute('height', String(inside.documentElement.offsetHeight));
    watch.current?.disconnect();
    watch.current = new ResizeObserver(fit);
    watch.current.observe(inside.body);
    fit();
  };
  return <iframe class="mail-frame" ref={frame} src={address} sandbox={sandbox} title={t('mail.content')} onLoad={fillIn} />;
}
