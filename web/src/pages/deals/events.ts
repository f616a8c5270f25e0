// What may be done with a deal in each state; the same table as the server's, which has the last word.
import type { DealEvent } from '$lib/api/types';

const EVENTS: Record<string, DealEvent[]> = {
  negotiating: ['cancel'],
  agreed: ['sign', 'ship', 'cancel', 'dispute'],
  signed: ['ship', 'cancel', 'dispute'],
  fulfilling: ['complete', 'dispute'],
  completed: ['dispute'],
  disputed: ['complete', 'cancel'],
};

export const eventsOf = (status: string): DealEvent[] => EVENTS[status] ?? [];

/** Steps that go forward; the others are asked about first. */
export const goesOn = (event: DealEvent): boolean => event === 'sign' || event === 'ship' || event === 'complete';
