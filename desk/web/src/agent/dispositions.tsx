// How it ended: up to four of the site's dispositions.
import { welcome } from '../state/desk';
import { dispositionsOf, most_dispositions, toggleDisposition } from '../state/dispositions';
import { t, titleOf } from '../texts/language';

export const dispositions_id = 'dispositions';

export function Dispositions({ interactionId }: { interactionId: string }) {
  const all = welcome.value?.dispositions ?? [];
  const picked = dispositionsOf(interactionId);
  if (all.length === 0) return null;
  return (
    <fieldset class="dispositions" id={dispositions_id}>
      <legend>
        {t('finish.dispositions')} <span class="hint">{t('finish.up_to')}</span>
      </legend>
      <div class="chips">
        {all.map(({ name }) => {
          const on = picked.includes(name);
          return (
            <label key={name} class={on ? 'chip on' : 'chip'}>
              <input type="checkbox" checked={on} disabled={!on && picked.length >= most_dispositions} onChange={() => toggleDisposition(interactionId, name)} />
              {titleOf(all, name)}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
