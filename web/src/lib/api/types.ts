// The shapes of the API as the pages use them.

import type { Base } from '../format/quantity';

export type Basis = 'published' | 'derived' | 'assumption' | 'own';
export type Verification = 'pending' | 'verified' | 'suspended';
export type Role = 'supplier' | 'buyer' | 'broker' | 'authority' | 'organiser' | 'reporter' | 'auditor' | 'admin';

export type Place = { code: string; name: string; province_code: string; province_name: string };
export type Organisation = {
  id: string;
  name: string;
  kind: string;
  verification: Verification;
  place: Place;
  demo: boolean;
};
export type Capabilities = {
  collects?: boolean;
  processes?: boolean;
  freezes?: boolean;
  packs?: boolean;
  carries?: boolean;
  kg_per_day?: number | null;
};
export type OrganisationView = Organisation & {
  tax_code?: string | null;
  capabilities: Capabilities | null;
  created_at: string;
  version: number;
  phone?: string | null;
  offers_open: number;
  requests_open: number;
};
export type Product = { id: string; name_vi: string; name_en: string; base_unit: Base; category: string };
export type Provenance = {
  basis: Exclude<Basis, 'own'>;
  source_id: string;
  publisher: string;
  url: string;
  figure: string;
};
export type Reason = { code: string; params: Record<string, unknown>; text: string };
export type Range = { from: string; to: string };

export type Membership = { organisation: Organisation; role: Role };
export type Identity = {
  user: { id: string; name: string; login: string };
  memberships: Membership[];
  roles: Role[];
};
export type SessionView = Identity & { access_token: string; expires_in: number };
export type SessionRow = { id: string; created_at: string; last_used_at: string; user_agent: string; current: boolean };
export type DemoAccount = { login: string; password: string; role: Role; name: string; organisation: string };

export type TradeUnit = { code: string; name_vi: string; base: number };
export type CatalogueProduct = {
  id: string;
  name_vi: string;
  name_en: string;
  category: string;
  synonyms: string[];
  base_unit: Base;
  usual_state: string;
  states: string[];
  units: TradeUnit[];
  harvest_months: number[];
  band: { min: number; max: number; evidence: string } | null;
  certificates: string[];
  is_generic: boolean;
};
export type Category = { id: string; parent: string | null; name_vi: string; name_en: string };
export type Catalogue = {
  items: CatalogueProduct[];
  categories: Category[];
  certificates: { id: string; name: string; kind: string }[];
};
export type AdminUnit = {
  code: string;
  name: string;
  short_name: string;
  level: 'province' | 'commune';
  parent: string | null;
};

export type OfferBrief = {
  id: string;
  supplier: Organisation;
  product: Product;
  quantity: number;
  available: number;
  unit: string;
  unit_base: number;
  harvest: Range;
  place: Place;
  ask: number | null;
  state: string;
  grade: string | null;
};
export type Offer = OfferBrief & {
  reserved: number;
  min_lot: number | null;
  basis: 'farm' | 'delivered';
  delivered_to: string[];
  certificates: { id: string; name: string; verified: boolean }[];
  photos: { id: string; url: string; thumb_url: string }[];
  stage: 'forecast' | 'confirmed' | 'ready';
  status: 'draft' | 'published' | 'sold_out' | 'expired' | 'withdrawn';
  note: string | null;
  version: number;
  created_at: string;
  updated_at: string;
  provenance: Provenance | null;
  mine: boolean;
};
export type OfferInput = {
  product: string;
  state?: string;
  grade?: string;
  quantity: string;
  unit: string;
  min_lot?: string;
  harvest: Range;
  place: string;
  ask?: number;
  price_unit?: string;
  basis?: 'farm' | 'delivered';
  delivered_to?: string[];
  certificates?: string[];
  photos?: string[];
  stage?: Offer['stage'];
  note?: string;
};

export type RequestBrief = {
  id: string;
  buyer: Organisation;
  products: Product[];
  quantity: number;
  open: number;
  unit: string;
  unit_base: number;
  delivery: Range;
  place: Place;
  bid: number | null;
};
export type Request = Omit<RequestBrief, 'products' | 'bid'> & {
  products: { product: Product; bid: number | null }[];
  states: string[];
  grade: string | null;
  reserved: number;
  min_lot: number | null;
  certificates: { id: string; name: string }[];
  min_life_days: number;
  urgency: number;
  status: 'draft' | 'published' | 'fulfilled' | 'expired' | 'withdrawn';
  note: string | null;
  version: number;
  created_at: string;
  updated_at: string;
  provenance: Provenance | null;
  mine: boolean;
};
export type RequestInput = {
  products: { product: string; bid?: number }[];
  states?: string[];
  grade?: string;
  quantity: string;
  unit: string;
  min_lot?: string;
  delivery: Range;
  place: string;
  price_unit?: string;
  certificates?: string[];
  min_life_days?: number;
  urgency?: number;
  note?: string;
};

export type Side = 'supplier' | 'buyer';
export type Contact = { name: string; phone: string | null };
export type Proposal = {
  id: string;
  run_id: string;
  offer: OfferBrief;
  request: RequestBrief;
  product: Product;
  quantity: number;
  ship_date: string;
  arrive_date: string;
  km: number;
  ask: number;
  freight: number;
  handling: number;
  bid: number;
  guidance: { low: number; high: number };
  opening_price: number;
  price_assumed: boolean;
  status: string;
  reasons: Reason[];
  my_side: Side | null;
  declined: { side: Side; reason: string; note: string | null } | null;
  deal_id: string | null;
  contact: Contact | null;
  version: number;
  created_at: string;
};
export type NearMiss = {
  offer: OfferBrief;
  request: RequestBrief;
  constraint: string;
  params: Record<string, unknown>;
  text: string;
};
export type Matches = {
  proposals?: Proposal[];
  near_misses?: NearMiss[];
  counts?: { proposals: number; near_misses: number };
  unsold?: { quantity: number; reasons: Reason[] } | null;
  unmet?: { quantity: number; reasons: Reason[] } | null;
};
export type Deal = {
  id: string;
  proposal_id: string;
  offer: OfferBrief;
  request: RequestBrief;
  product: Product;
  quantity: number;
  price: number;
  freight: number;
  ship_date: string;
  arrive_date: string;
  status: string;
  contact: { supplier: Contact; buyer: Contact } | null;
  version: number;
  created_at: string;
  updated_at: string;
  my_side: Side | null;
  history: { at: string; event: string; by: string; note: string | null }[];
};
export type DealEvent = 'sign' | 'ship' | 'complete' | 'cancel' | 'dispute';

export type Shares = Record<Basis, number>;
export type Run = {
  id: string;
  status: 'queued' | 'running' | 'done' | 'failed';
  phase: string | null;
  progress: { done: number; total: number } | null;
  trigger: string;
  requested_by?: string | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  input_hash: string | null;
  objective: number | null;
  bound: number | null;
  totals: {
    offers: number;
    requests: number;
    proposals: number;
    matched_g: number;
    unsold_g: number;
    unmet_g: number;
  } | null;
  error?: string | null;
};
export type Report = {
  run: Run;
  totals: {
    offered_g: number;
    requested_g: number;
    matched_g: number;
    unsold_g: number;
    unmet_g: number;
    shares: { offered: Shares; requested: Shares; matched: Shares };
  };
  by_product: ProductTotal[];
  by_province: { province: Place; requested_g: number; matched_g: number; unmet_g: number; offered_g: number }[];
  by_supplier: { supplier: Organisation; offered_g: number; matched_g: number; unsold_g: number }[];
  matched: Proposal[];
  unmatched_offers: { offer: OfferBrief; quantity: number; reasons: Reason[] }[];
  unmatched_requests: { request: RequestBrief; quantity: number; reasons: Reason[] }[];
  near_misses: NearMiss[];
};
export type ProductTotal = {
  product: Product;
  offered: number;
  requested: number;
  matched: number;
  unsold: number;
  unmet: number;
  offers: number;
  requests: number;
  price_low: number | null;
  price_high: number | null;
};

export type MarketTotal = { count: number; grams: number; shares: Shares };
export type Summary = {
  demo: boolean;
  as_of: string;
  run_id: string | null;
  offers: MarketTotal;
  requests: MarketTotal;
  matched: MarketTotal;
  flows: { province: Place; grams: number; proposals: number; shares: Shares }[];
  season: { weeks: string[]; rows: { product: Product; grams: number[] }[] };
  scarcity: { product: Product; requested_g: number; offered_g: number }[];
  sources: { id: string; publisher: string; url: string; published: string }[];
};

export type Channel = {
  id: string;
  name: string;
  kind: string;
  ran_against: string | null;
  counts: Record<string, number>;
  file_url?: string | null;
  feed_url?: string | null;
};
export type Listing = {
  id: string;
  offer: OfferBrief;
  sku: string;
  desired: string;
  phase: string;
  attempts: number;
  last_error: { field: string; rule: string; message: string }[] | null;
  updated_at: string;
};
export type ResultFile = {
  applied: number;
  rejected: number;
  unknown: number;
  errors: { line?: number; field?: string; message: string }[];
};

export type Page<T> = { items: T[]; next_cursor: string | null; total: number | null };
