// Accept and decline. The offer of what is answered on the phone says that in the place of "accept".
import type { WorkItem } from '../protocol/messages';
import { accept, busy, canAccept, decline } from '../state/commands';
import { welcome } from '../state/desk';
import { t } from '../texts/language';
import { contactOf } from './item_texts';

export function OfferButtons({ item }: { item: WorkItem }) {
  const waiting = busy.value.has(item.interaction.id);
  const about = contactOf(item.interaction);
  return (
    <div class="offer-buttons">
      {canAccept(item) ? (
        <button type="button" class="primary" aria-label={`${t('offer.accept')}: ${about}`} disabled={waiting} onClick={() => void accept(item)}>
          {t('offer.accept')}
        </button>
      ) : (
        <p class="on-phone">{t('offer.answer_on_phone', { phone: welcome.value?.phone ?? '' })}</p>
      )}
      <button type="button" class="plain" aria-label={`${t('offer.decline')}: ${about}`} disabled={waiting} onClick={() => void decline(item)}>
        {t('offer.decline')}
      </button>
    </div>
  );
}
