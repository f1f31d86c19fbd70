import type { MailAddress } from '../../../protocol/messages';

export function nameOf(address: MailAddress): string {
  return address.name || address.address;
}

export function namesOf(addresses: readonly MailAddress[]): string {
  return addresses.map(nameOf).join(', ');
}
