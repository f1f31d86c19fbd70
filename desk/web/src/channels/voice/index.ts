import { icons } from '../../parts/icon';
import type { Channel } from '..';
import { CallLine } from './call_line';
import { CallPanel } from './call_panel';
import { shortcuts } from './shortcuts';
import { texts } from './texts';
import './voice.css';

export const voice: Channel = {
  name: 'CHANNEL_VOICE',
  texts,
  icon: icons.phone,
  tones: [660, 880],
  live: true,
  byPhone: true,
  // Of a caller with a name the number is worth a line.
  subjectOf: ({ contactName, contactAddress }) => (contactName ? contactAddress : ''),
  Panel: CallPanel,
  Line: CallLine,
  shortcuts,
};
