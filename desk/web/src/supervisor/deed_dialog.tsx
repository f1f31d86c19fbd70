import { deed } from '../state/deeds';
import { AssignDialog } from './assign_dialog';
import { ConfirmAgentDialog, ConfirmTakeBackDialog } from './confirm_dialogs';
import { MoveDialog } from './move_dialog';
import { PriorityDialog } from './priority_dialog';

// What a supervisor is about to do, one dialog at a time.
export function DeedDialog() {
  const about = deed.value;
  const onClose = () => (deed.value = undefined);
  if (!about) return null;
  switch (about.kind) {
    case 'assign':
      return <AssignDialog about={about} onClose={onClose} />;
    case 'move':
      return <MoveDialog about={about} onClose={onClose} />;
    case 'priority':
      return <PriorityDialog about={about} onClose={onClose} />;
    case 'take_back':
      return <ConfirmTakeBackDialog about={about} onClose={onClose} />;
    case 'end_session':
    case 'redistribute':
      return <ConfirmAgentDialog about={about} onClose={onClose} />;
  }
}
