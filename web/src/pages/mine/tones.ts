// The colour of a state; the word beside it says the same.
export type Tone = 'green' | 'red' | 'honey' | 'water' | 'grey';

const PROPOSAL: Record<string, Tone> = {
  open: 'water',
  accepted_by_supplier: 'honey',
  accepted_by_buyer: 'honey',
  agreed: 'green',
  declined: 'red',
};
const DEAL: Record<string, Tone> = {
  negotiating: 'water',
  agreed: 'water',
  signed: 'green',
  fulfilling: 'honey',
  completed: 'green',
  cancelled: 'red',
  disputed: 'red',
};

export const proposalTone = (status: string): Tone => PROPOSAL[status] ?? 'grey';
export const dealTone = (status: string): Tone => DEAL[status] ?? 'grey';
