// A mail's HTML made harmless. Second of three walls: the frame it is shown in runs no scripts (sandbox), and that frame's
// own policy lets nothing but images be fetched; this one takes out what could act, and says what was left out.
import createDOMPurify, { type Config, type WindowLike } from 'dompurify';
import type { MailMessage } from '../../../protocol/messages';

export interface CleanMail {
  readonly body: HTMLElement;
  // Images from elsewhere were taken out, or would be fetched when shown.
  readonly hasRemoteImages: boolean;
}

const config: Config & { RETURN_DOM: true } = {
  USE_PROFILES: { html: true },
  RETURN_DOM: true,
  FORBID_TAGS: ['style', 'form', 'input', 'button', 'select', 'textarea', 'option', 'dialog', 'audio', 'video', 'source', 'track', 'map', 'area', 'link', 'meta', 'base'],
  FORBID_ATTR: ['id', 'name', 'class', 'srcset', 'ping', 'autofocus', 'tabindex', 'accesskey', 'contenteditable', 'draggable', 'popover', 'popovertarget'],
  // DOMPurify asks this of every attribute's value: what does not begin like an address with a scheme passes.
  ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel|cid):|data:image\/(?:png|jpe?g|gif|webp);|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  WHOLE_DOCUMENT: false,
};

// `frame`: the window it will be shown in, whose policy then holds for the parsing too (the page's would refuse the
// mail's style attributes).
export function cleanMail(message: MailMessage, showRemoteImages: boolean, frame: Window): CleanMail {
  // With RETURN_DOM it is the body element of a document that is not shown and fetches nothing.
  const body = createDOMPurify(frame as unknown as WindowLike).sanitize(message.html, config) as HTMLElement;
  let hasRemoteImages = false;
  for (const image of body.querySelectorAll('img')) {
    if (settleImage(image, message, showRemoteImages)) hasRemoteImages = true;
  }
  for (const element of body.querySelectorAll('[background]')) element.removeAttribute('background');
  for (const element of body.querySelectorAll<HTMLElement>('[style]')) settleStyle(element);
  for (const link of body.querySelectorAll('a')) settleLink(link);
  return { body, hasRemoteImages };
}

// True when the image is one from elsewhere.
function settleImage(image: HTMLImageElement, message: MailMessage, showRemote: boolean): boolean {
  const source = image.getAttribute('src') ?? '';
  image.setAttribute('loading', 'lazy');
  image.setAttribute('referrerpolicy', 'no-referrer');
  if (/^data:/i.test(source)) return false;
  if (/^cid:/i.test(source)) {
    image.setAttribute('src', inlineImage(source.slice(4), message));
    return false;
  }
  const remote = /^https?:/i.test(source);
  if (!remote || !showRemote) image.removeAttribute('src');
  return remote;
}

function inlineImage(contentId: string, message: MailMessage): string {
  const wanted = contentId.replace(/^<|>$/g, '');
  const part = message.attachments.find((candidate) => candidate.contentId.replace(/^<|>$/g, '') === wanted);
  return part ? partAddress(message.id, part.index) : '';
}

export function partAddress(messageId: string, index: number): string {
  return `/api/v1/messages/${encodeURIComponent(messageId)}/parts/${index}`;
}

// Lengths by the window, as 100vh: the frame is as high as the mail, so they would make each other grow without end. The mail is
// measured by a window of this size instead.
const viewport_length = /(?<![\w#.-])(\d*\.?\d+)[sld]?v(?:h|w|min|max|b|i)\b/gi;
const paper_px = 600;

// Styles may colour and space the mail; they may not fetch, nor cover what is around it.
function settleStyle(element: HTMLElement): void {
  const style = element.getAttribute('style') ?? '';
  const kept = style
    .split(';')
    .map((rule) => rule.replace(viewport_length, (_, share: string) => `${(Number(share) * paper_px) / 100}px`))
    .filter((rule) => !/url\s*\(|image-set|expression|@import|\\|position\s*:/i.test(rule))
    .join(';');
  element.setAttribute('style', kept);
}

// A link leads out of the desk or nowhere: an address without a scheme would lead into it.
function settleLink(link: HTMLAnchorElement): void {
  if (!/^(?:https?|mailto|tel):/i.test(link.getAttribute('href') ?? '')) link.removeAttribute('href');
  link.setAttribute('target', '_blank');
  link.setAttribute('rel', 'noopener noreferrer');
}
