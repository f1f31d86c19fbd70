import type { en } from './en';

export const es: Record<keyof typeof en, string> = {
  name: 'Llamada',
  nobody: 'Número oculto',
  offer: 'Una llamada para ti',
  called: 'Número marcado',
  kept: 'Esta llamada ya no está en tus manos.',
  transfer_help: 'El cliente oye música hasta que le contesten y conserva el tiempo que ya ha esperado. Si un compañero no atiende la llamada, pasa a la cola.',
  consult_help: 'El cliente oye música mientras hablas con tu compañero, cuyo teléfono suena.',
  assign_help: 'Suena el teléfono de ese agente, por delante de todo lo que espera.',
  take_back_help: 'La llamada sale de {name} y espera con música en {queue}, con el tiempo que ya ha esperado.',
  end_session: 'Una llamada sigue hasta que termine.',
  sign_out: 'Una llamada en curso sigue en tu teléfono.',

  'call.talking': 'En conversación',
  'call.connecting': 'Conectando…',
  'call.held': 'En espera',
  'call.hold': 'Poner en espera',
  'call.resume': 'Recuperar',
  'call.line': 'En llamada con {contact}',
  'call.line_held': 'Llamada en espera con {contact}',
  'call.line_show': 'Ir a la llamada',
  'call.hang_up': 'Colgar',
  'help.hold': 'Poner en espera o recuperar la llamada',
  'help.to_call': 'Ir a la llamada en curso, o volver',
  'error.hold': 'No se ha puesto la llamada en espera',
  'error.resume': 'No se ha recuperado la llamada',
};
