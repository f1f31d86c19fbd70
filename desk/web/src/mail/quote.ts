// The text of a reply with the message it answers below it, each line marked "> " (RFC 3676 §4.5).

export function quoted(original: string): string {
  const lines = original.replace(/\r\n?/g, '\n').trimEnd().split('\n');
  return lines.map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`.trimEnd())).join('\n');
}

export function withQuote(reply: string, introduction: string, original: string): string {
  return `${reply.trimEnd()}\n\n${introduction}\n${quoted(original)}\n`;
}
