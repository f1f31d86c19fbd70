// Service level of today: answered within the threshold ÷ (answered + abandoned); acd has left short abandons out.
import type { QueueState } from '../protocol/messages';

// 0 to 1, or undefined when nothing was answered or abandoned yet.
export function serviceLevel(queue: QueueState): number | undefined {
  const counted = queue.answeredToday + queue.abandonedToday;
  return counted === 0 ? undefined : queue.answeredWithinThresholdToday / counted;
}

export function belowTarget(queue: QueueState): boolean {
  const level = serviceLevel(queue);
  return level !== undefined && level * 100 < queue.serviceLevelTargetPercent;
}
