// Signing in and out: /api/v1/session. The cookie it sets is out of the page's reach.
export type SignInResult =
  | { readonly kind: 'signed_in' | 'wrong_credentials' | 'unreachable' }
  // `wait_s`: when the desk takes the next try.
  | { readonly kind: 'too_many_attempts'; readonly wait_s: number };
export type SessionState = 'open' | 'none' | 'unreachable';

const address = '/api/v1/session';

export async function signIn(login: string, password: string): Promise<SignInResult> {
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ login, password }),
    });
    if (response.ok) return { kind: 'signed_in' };
    if (response.status === 429) return { kind: 'too_many_attempts', wait_s: Number(response.headers.get('Retry-After') ?? 1) };
    return { kind: response.status < 500 ? 'wrong_credentials' : 'unreachable' };
  } catch {
    return { kind: 'unreachable' };
  }
}

export async function session(): Promise<SessionState> {
  try {
    const response = await fetch(address, { cache: 'no-store' });
    if (response.ok) return 'open';
    return response.status === 401 ? 'none' : 'unreachable';
  } catch {
    return 'unreachable';
  }
}

// True when the desk has ended the session: only then is it safe to say so.
export async function signOut(): Promise<boolean> {
  try {
    const response = await fetch(address, { method: 'DELETE' });
    return response.ok || response.status === 401;
  } catch {
    return false;
  }
}
