// From the form's answers to what the server takes. Pure, so that it can be tested.
import type { Capabilities } from '$lib/api/types';

export const CAN = ['collects', 'processes', 'freezes', 'packs', 'carries'] as const;
export type Can = (typeof CAN)[number];
export type Draft = {
  role: 'supplier' | 'buyer';
  name: string;
  kind: string;
  taxCode: string;
  place: string;
  can: Can[];
  tonnesPerDay: number | null;
  person: string;
  login: string;
  password: string;
};

const SELLERS = ['cooperative', 'cooperative_group', 'cooperative_union', 'company', 'establishment', 'collector'];
const BUYERS = ['distributor', 'retailer', 'wholesale_market', 'ecommerce', 'company', 'cooperative'];

export const kindsFor = (role: Draft['role']): string[] => (role === 'supplier' ? SELLERS : BUYERS);

export function capabilitiesOf(draft: Draft): Capabilities | undefined {
  if (draft.role !== 'supplier' || draft.can.length === 0) return undefined;
  const perDay = draft.tonnesPerDay === null ? {} : { kg_per_day: Math.round(draft.tonnesPerDay * 1000) };
  return { ...Object.fromEntries(CAN.map((can) => [can, draft.can.includes(can)])), ...perDay };
}

/** One question for a phone or an address: an @ tells which. */
export function registration(draft: Draft, capabilities: Capabilities | undefined) {
  const login = draft.login.trim();
  const contact = login.includes('@') ? { email: login } : { phone: login.replace(/[\s.-]/g, '') };
  const tax = draft.taxCode.trim();
  return {
    organisation: {
      name: draft.name.trim(),
      kind: draft.kind,
      place: draft.place,
      ...(tax ? { tax_code: tax } : {}),
      ...(capabilities ? { capabilities } : {}),
    },
    user: { name: draft.person.trim(), password: draft.password, ...contact },
    role: draft.role,
  };
}
