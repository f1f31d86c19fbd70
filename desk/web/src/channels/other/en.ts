export const en = {
  name: 'Work',
  nobody: 'Unknown contact',
  offer: 'Work for you',
  called: 'Reached at',
  kept: 'This work is no longer in your hands.',
  transfer_help: 'It keeps the time already waited. A colleague gets it as soon as they can take it; if they do not, it goes to the queue.',
  consult_help: 'Your colleague sees it; it stays yours.',
  assign_help: 'It goes to that agent at once, before anything else that waits.',
  take_back_help: 'It leaves {name} and waits in {queue} for any agent, with the time already waited.',
  end_session: 'Other work in hand goes back to its queues, with the time already waited.',
  sign_out: 'Other work stays on your list and waits until you come back.',
  unknown: 'This page does not know this kind of work: load it again. It can be passed on or finished from here.',
} as const;
