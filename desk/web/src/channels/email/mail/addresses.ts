// Addresses as people type and paste them: "Carmen Ruiz <carmen@cliente.test>, otro@cliente.test".
import type { MailAddress } from '../../../protocol/messages';

// As mcan checks it, and with letters of any language in the domain, which mcan writes in ASCII.
const pattern = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{1,254}$)[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}.-]*[\p{L}\p{M}\p{N}])?$/u;

export interface Typed {
  readonly people: readonly MailAddress[];
  // What is no address, as it was typed.
  readonly rest: string;
}

export function isAddress(text: string): boolean {
  return pattern.test(text);
}

export function parseAddresses(text: string): Typed {
  const people: MailAddress[] = [];
  const rest: string[] = [];
  for (const piece of pieces(text)) {
    const person = personOf(piece);
    if (person) people.push(person);
    else rest.push(piece);
  }
  return { people, rest: rest.join(', ') };
}

function personOf(piece: string): MailAddress | undefined {
  const named = /^(.*)<([^<>]*)>$/s.exec(piece);
  const address = (named?.[2] ?? piece).trim().replace(/^mailto:/i, '');
  const name = (named?.[1] ?? '').trim().replace(/^"(.*)"$/s, '$1').replace(/\\(.)/g, '$1').replace(/[\r\n\0]+/g, ' ');
  return isAddress(address) ? { name, address } : undefined;
}

// Separated by commas, semicolons and line ends, which may stand in quotation marks and brackets.
function pieces(text: string): string[] {
  const found = text.match(/(?:"(?:\\.|[^"\\])*"|<[^>]*>|[^,;\r\n])+/g) ?? [];
  return found.map((piece) => piece.trim()).filter((piece) => piece !== '');
}

// "Carmen Ruiz <carmen@cliente.test>"; the address alone when there is no name.
export function inFull({ name, address }: MailAddress): string {
  return name === '' ? address : `${name} <${address}>`;
}

export function isAmong(person: MailAddress, people: readonly MailAddress[]): boolean {
  return people.some(({ address }) => address.toLowerCase() === person.address.toLowerCase());
}

export function withoutDoubles(people: readonly MailAddress[], others: readonly MailAddress[] = []): MailAddress[] {
  return people.filter((person, index) => !isAmong(person, others) && !isAmong(person, people.slice(0, index)));
}
