// Why the desk said no, in the dialog that asked.
export function Refused({ text }: { text: string | undefined }) {
  return (
    <p class="refused" role="alert">
      {text}
    </p>
  );
}
