// The channels there are. Whoever adds one adds its folder and a line here.
import { registerChannel } from '.';
import { email } from './email';
import { other } from './other';
import { voice } from './voice';

for (const channel of [voice, email, other]) registerChannel(channel);
