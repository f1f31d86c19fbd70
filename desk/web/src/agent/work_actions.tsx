// What can be done with work in hand besides finishing it: ask a colleague, transfer, put aside.
import { useSignal } from '@preact/signals';
import { channelOf } from '../channels';
import type { WorkItem } from '../protocol/messages';
import { busy } from '../state/commands';
import { t } from '../texts/language';
import { ConsultDialog } from './consult_dialog';
import { ParkDialog } from './park_dialog';
import { TransferDialog } from './transfer_dialog';

export const transfer_id = 'transfer';
export const consult_id = 'consult';
export const park_id = 'park';

type Open = 'transfer' | 'consult' | 'park' | undefined;
const dialogs = { transfer: TransferDialog, consult: ConsultDialog, park: ParkDialog } as const;

export function WorkActions({ item }: { item: WorkItem }) {
  const open = useSignal<Open>(undefined);
  const { id } = item.interaction;
  const channel = channelOf(item.interaction);
  // A reply on its way is answered first: it may finish the work.
  const waiting = busy.value.has(id) || channel.isSending?.(id) || item.state === 'WORK_STATE_CONNECTING';
  const button = (buttonId: string, kind: Exclude<Open, undefined>) => (
    <button id={buttonId} type="button" class="plain" aria-haspopup="dialog" disabled={waiting} onClick={() => (open.value = kind)}>
      {t(`${kind}.button`)}
    </button>
  );
  const OpenDialog = open.value && dialogs[open.value];
  return (
    <>
      {button(consult_id, 'consult')}
      {button(transfer_id, 'transfer')}
      {!channel.live && button(park_id, 'park')}
      {OpenDialog && <OpenDialog item={item} onClose={() => (open.value = undefined)} />}
    </>
  );
}
