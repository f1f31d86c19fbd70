// Work of a channel that this page does not know, because it is older than the router or the channel has no folder here yet.
import { icons } from '../../parts/icon';
import { unknown_channel, type Channel } from '..';
import { OtherPanel } from './other_panel';
import { t, texts } from './texts';

export const other: Channel = {
  name: unknown_channel,
  texts,
  icon: icons.more,
  tones: [880],
  live: false,
  byPhone: false,
  subjectOf: ({ subject }) => subject || t('work.no_subject'),
  Panel: OtherPanel,
};
