// Line icons, 20 by 20. Always beside a text or on a button with a label, so never read out.
export const icons = {
  phone: 'M4 3h3l1.5 4-2 1.5a10 10 0 0 0 5 5l1.5-2 4 1.5v3a1.5 1.5 0 0 1-1.6 1.5A13.5 13.5 0 0 1 2.5 4.6 1.5 1.5 0 0 1 4 3Z',
  chevron: 'm6 8 4 4 4-4',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  close: 'm5 5 10 10M15 5 5 15',
  clip: 'm15.5 9.5-6 6a3.2 3.2 0 0 1-4.6-4.6l7-7a2.2 2.2 0 0 1 3.1 3.1l-6.8 6.8a1.1 1.1 0 0 1-1.6-1.6l6-6',
  warning: 'M10 3 2.5 16.5h15L10 3Zm0 5v4m0 2.2v.3',
  more: 'M4.5 9.6a.4.4 0 1 0 .01 0M10 9.6a.4.4 0 1 0 .01 0M15.5 9.6a.4.4 0 1 0 .01 0',
  bell: 'M10 3a4.5 4.5 0 0 0-4.5 4.5c0 4-1.5 5.5-1.5 5.5h12s-1.5-1.5-1.5-5.5A4.5 4.5 0 0 0 10 3ZM8.5 15.5a1.6 1.6 0 0 0 3 0',
  person: 'M10 10a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 10 10Zm-6.5 7a6.5 6.5 0 0 1 13 0',
} as const;

export type IconName = keyof typeof icons;

export function Icon({ name }: { name: IconName }) {
  return <Drawing path={icons[name]} />;
}

export function Drawing({ path }: { path: string }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={path} />
    </svg>
  );
}
