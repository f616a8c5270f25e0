// The colour of a listing's phase on a channel.
import type { Tone } from '../mine/tones';

const PHASE: Record<string, Tone> = {
  pending: 'grey',
  applying: 'honey',
  in_review: 'honey',
  awaiting_operator: 'honey',
  live: 'green',
  delisting: 'water',
  delisted: 'grey',
  dead: 'red',
};

export const PHASES = Object.keys(PHASE);
export const phaseTone = (phase: string): Tone => PHASE[phase] ?? 'grey';
