// The shapes of the API as the pages use them: the server's own description, with its closed sets of words named.
import type { Base } from '../format/quantity';
import type { components } from './schema';

type Schemas = components['schemas'];

/** What the server answers: it writes every field, an absent value as null. */
type Told<T> = T extends object ? { [K in keyof T]-?: Told<T[K]> } : T;
/** What a form sends: a field left out takes the server's default. */
type Sent<T> = T extends object ? { [K in keyof T]?: Sent<T[K]> } : T;
/** Text fields of an answer narrowed to the words they hold; a field that the server does not know is refused. */
type Words<T, W extends { [K in keyof W]: K extends keyof T ? T[K] : never }> = Omit<T, keyof W> & W;

export type Basis = keyof Schemas['Shares'];
export type Verification = 'pending' | 'verified' | 'suspended';
export type Role = 'supplier' | 'buyer' | 'broker' | 'authority' | 'organiser' | 'reporter' | 'auditor' | 'admin';
export type Side = 'supplier' | 'buyer';
export type Stage = 'forecast' | 'confirmed' | 'ready';

export type Place = Told<Schemas['PlaceBrief']>;
export type Range = Told<Schemas['Window']>;
export type Pair = Told<Schemas['PairView']>;
export type MethodSum = Told<Schemas['MethodSum']>;
export type Shares = Told<Schemas['Shares']>;
export type Reason = Told<Schemas['Reason']>;
export type Contact = Told<Schemas['Contact']>;
export type Product = Words<Told<Schemas['ProductBrief']>, { base_unit: Base }>;
export type Provenance = Words<Told<Schemas['Provenance']>, { basis: Exclude<Basis, 'own'> }>;
export type Capabilities = Sent<Schemas['Capabilities']>;
export type Organisation = Words<Told<Schemas['OrganisationBrief']>, { verification: Verification }>;
export type OrganisationView = Words<Told<Schemas['Organisation']>, { verification: Verification }>;

export type Member = Words<Told<Schemas['Member']>, { role: Role }>;
export type HeldCertificate = Told<Schemas['HeldCertificate']>;

export type Membership = Words<Told<Schemas['Membership']>, { role: Role; organisation: Organisation }>;
export type Identity = Words<Told<Schemas['Identity']>, { memberships: Membership[]; roles: Role[] }>;
export type SessionView = Words<Told<Schemas['Session']>, { memberships: Membership[]; roles: Role[] }>;
export type SessionRow = Told<Schemas['SessionRow']>;
export type DemoAccount = Words<Told<Schemas['DemoAccount']>, { role: Role }>;

export type TradeUnit = Told<Schemas['TradeUnit']>;
export type CatalogueProduct = Words<Told<Schemas['ProductView']>, { base_unit: Base }>;
export type Category = Told<Schemas['Category']>;
export type Catalogue = Words<Told<Schemas['ProductList']>, { items: CatalogueProduct[] }>;
export type AdminUnit = Told<Schemas['AdminUnit']>;
export type FileView = Told<Schemas['FileView']>;
export type ImportReport = Told<Schemas['ImportReport']>;

export type OfferBrief = Words<Told<Schemas['OfferBrief']>, { product: Product; supplier: Organisation }>;
export type Offer = Words<
  Told<Schemas['OfferView']>,
  {
    product: Product;
    supplier: Organisation;
    provenance: Provenance | null;
    basis: 'farm' | 'delivered';
    stage: Stage;
    status: 'draft' | 'published' | 'sold_out' | 'expired' | 'withdrawn';
  }
>;
export type OfferInput = Sent<Schemas['OfferInput']>;

export type RequestBrief = Words<Told<Schemas['RequestBrief']>, { products: Product[]; buyer: Organisation }>;
export type Alternative = Words<Told<Schemas['Alternative']>, { product: Product }>;
export type Request = Words<
  Told<Schemas['RequestView']>,
  {
    products: Alternative[];
    buyer: Organisation;
    provenance: Provenance | null;
    status: 'draft' | 'published' | 'fulfilled' | 'expired' | 'withdrawn';
  }
>;
export type RequestInput = Sent<Schemas['RequestInput']>;

export type Proposal = Words<
  Told<Schemas['ProposalView']>,
  { offer: OfferBrief; request: RequestBrief; product: Product; my_side: Side | null }
>;
export type NearMiss = Words<Told<Schemas['NearMissView']>, { offer: OfferBrief; request: RequestBrief }>;
/** The public gets the counts alone. */
export type Matches = Words<Schemas['MatchesView'], { proposals?: Proposal[] | null; near_misses?: NearMiss[] | null }>;

export type Deal = Words<
  Told<Schemas['DealView']>,
  { offer: OfferBrief; request: RequestBrief; product: Product; my_side: Side | null }
>;
export type DealEvent = 'sign' | 'ship' | 'complete' | 'cancel' | 'dispute';

export type Policy = Schemas['PolicyView'];
export type CapacityKind = 'collection_point' | 'processor';
export type Capacity = Words<
  Told<Schemas['Capacity']>,
  { kind: CapacityKind; products: Product[]; provenance: Provenance | null }
>;
export type CapacityInput = Sent<Schemas['CapacityInput']>;
export type Run = Words<Told<Schemas['RunView']>, { status: 'queued' | 'running' | 'done' | 'failed' }>;
export type ProductTotal = Words<Told<Schemas['ProductSum']>, { product: Product }>;
export type SupplierTotal = Words<Told<Schemas['SupplierSum']>, { supplier: Organisation }>;
type ShareTotal = Words<Told<Schemas['ShareSum']>, { supplier: Organisation; product: Product }>;
export type PointSum = Told<Schemas['PointSum']>;
export type Report = Words<
  Told<Schemas['RunReport']>,
  {
    run: Run;
    by_product: ProductTotal[];
    by_supplier: SupplierTotal[];
    scarcity: Words<Told<Schemas['ScarcitySum']>, { product: Product }>[];
    fairness: Words<
      Told<Schemas['FairnessSum']>,
      { worst_before: ShareTotal | null; worst_after: ShareTotal | null }
    > | null;
    matched: Proposal[];
    unmatched_offers: Words<Told<Schemas['UnmatchedOffer']>, { offer: OfferBrief }>[];
    unmatched_requests: Words<Told<Schemas['UnmatchedRequest']>, { request: RequestBrief }>[];
    near_misses: NearMiss[];
  }
>;

export type Preview = Words<Told<Schemas['Preview']>, { base_unit: Base }>;
export type WhatIfChange = Sent<Schemas['WhatIfChange']>;
export type Turn = 'starts_trading' | 'trades_more' | 'trades_less' | 'stops_trading';
export type PostShift = Words<
  Told<Schemas['PostShift']>,
  { side: Side; offer: OfferBrief | null; request: RequestBrief | null; turn: Turn; base_unit: Base }
>;
export type PairShift = Words<
  Told<Schemas['PairShift']>,
  { product: Product; offer: OfferBrief | null; request: RequestBrief | null; turn: Turn }
>;
export type PointShift = Told<Schemas['PointShift']>;
export type WhatIf = Words<Told<Schemas['WhatIf']>, { posts: PostShift[]; pairs: PairShift[] }>;

export type MarketTotal = Told<Schemas['MarketTotal']>;
export type Summary = Words<
  Told<Schemas['MarketSummary']>,
  {
    season: { weeks: string[]; rows: { product: Product; grams: number[] }[] };
    scarcity: Words<Told<Schemas['Scarce']>, { product: Product }>[];
  }
>;

export type Channel = Told<Schemas['ChannelView']>;
export type Listing = Words<Told<Schemas['ListingView']>, { offer: OfferBrief }>;
export type ResultFile = Told<Schemas['ResultReport']>;

export type SearchHit = Words<
  Told<Schemas['SearchHit']>,
  {
    kind: 'offer' | 'request' | 'organisation' | 'product';
    offer: Offer | null;
    request: Request | null;
    organisation: OrganisationView | null;
    product: Product | null;
  }
>;
export type FacetCount = Told<Schemas['FacetCount']>;
export type SearchResults = Words<
  Told<Schemas['SearchResults']>,
  {
    items: SearchHit[];
    nearest: SearchHit[];
    facets: Record<string, FacetCount[]>;
    source: 'index' | 'database';
  }
>;
export type SavedSearch = Told<Schemas['SavedSearch']>;
export type Notices = Told<Schemas['Notices']>;

export type Page<T> = { items: T[]; next_cursor: string | null; total: number };
