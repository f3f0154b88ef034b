export type { CancelTimer, Clock } from './clock.ts';
export { ScaledClock } from './scaled-clock.ts';
export { SystemClock, type SystemClockOptions } from './system-clock.ts';
export { VirtualClock, type VirtualClockOptions } from './virtual-clock.ts';
