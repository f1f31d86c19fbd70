import type { en } from './en';

export const es: Record<keyof typeof en, string> = {
  name: 'Trabajo',
  nobody: 'Contacto desconocido',
  offer: 'Un trabajo para ti',
  called: 'Recibido en',
  kept: 'Este trabajo ya no está en tus manos.',
  transfer_help: 'Conserva el tiempo que ya ha esperado. Un compañero lo recibe en cuanto pueda atenderlo; si no lo atiende, pasa a la cola.',
  consult_help: 'Tu compañero lo ve; sigue siendo tuyo.',
  assign_help: 'Pasa a ese agente en el acto, por delante de todo lo que espera.',
  take_back_help: 'Sale de {name} y espera en {queue} a cualquier agente, con el tiempo que ya ha esperado.',
  end_session: 'El resto del trabajo entre manos vuelve a sus colas, con el tiempo que ya ha esperado.',
  sign_out: 'El resto del trabajo sigue en tu lista y espera a que vuelvas.',
  unknown: 'Esta página no conoce este tipo de trabajo: cárgala de nuevo. Desde aquí se puede pasar a otro o terminar.',
};
