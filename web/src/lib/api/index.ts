// The calls of the API, a group a feature, named as the server names them. What the first page needs stands apart, in
// first.ts, so that it does not bring all of them.
import { del, get, newKey, post, put, type Query } from './http';
import type * as T from './types';

const creation = () => ({ key: newKey() });
const importFile = (path: string, file: File, dry: boolean) =>
  post<T.ImportReport>(path, undefined, { file, query: { dry_run: String(dry) }, ...creation() });

export const organisations = {
  register: (body: unknown) => post<{ organisation: T.OrganisationView }>('/organisations', body, creation()),
  list: (query: Query) => get<T.Page<T.OrganisationView>>('/organisations', query),
  get: (id: string) => get<T.OrganisationView>(`/organisations/${id}`),
  addCertificate: (id: string, body: unknown, key: string) =>
    post<T.HeldCertificate>(`/organisations/${id}/certificates`, body, { key }),
  decideCertificate: (id: string, certificate: string, decision: 'verify' | 'reject') =>
    post<T.HeldCertificate>(`/organisations/${id}/certificates/${certificate}/verification`, { decision }),
  members: (id: string) => get<{ items: T.Member[] }>(`/organisations/${id}/members`),
  addMember: (id: string, body: unknown, key: string) => post<T.Member>(`/organisations/${id}/members`, body, { key }),
  certificates: (id: string) => get<{ items: T.HeldCertificate[] }>(`/organisations/${id}/certificates`),
  decide: (o: T.OrganisationView, decision: 'verify' | 'suspend', note?: string) =>
    post<T.OrganisationView>(`/organisations/${o.id}/verification`, { decision, note }, { version: o.version }),
};

export const offers = {
  list: (query: Query) => get<T.Page<T.Offer>>('/offers', query),
  get: (id: string) => get<T.Offer>(`/offers/${id}`),
  batch: (items: T.OfferInput[], key: string) => post<{ items: T.Offer[] }>('/offers/batch', { items }, { key }),
  change: (o: T.Offer, body: T.OfferInput) => put<T.Offer>(`/offers/${o.id}`, body, { version: o.version }),
  publish: (o: T.Offer) => post<T.Offer>(`/offers/${o.id}/publish`, undefined, { version: o.version }),
  withdraw: (o: T.Offer) => post<T.Offer>(`/offers/${o.id}/withdraw`, undefined, { version: o.version }),
  stage: (o: T.Offer, to: T.Offer['stage']) => post<T.Offer>(`/offers/${o.id}/stage`, { to }, { version: o.version }),
  matches: (id: string) => get<T.Matches>(`/offers/${id}/matches`),
  preview: (body: T.OfferInput, id?: string) => post<T.Preview>('/offers/preview', body, { query: { id } }),
  pair: (id: string, request: string) => get<T.Pair>(`/offers/${id}/pairs/${request}`),
  importFile: (file: File, dry: boolean) => importFile('/offers/import', file, dry),
};

export const requests = {
  list: (query: Query) => get<T.Page<T.Request>>('/requests', query),
  get: (id: string) => get<T.Request>(`/requests/${id}`),
  change: (r: T.Request, body: T.RequestInput) => put<T.Request>(`/requests/${r.id}`, body, { version: r.version }),
  publish: (r: T.Request) => post<T.Request>(`/requests/${r.id}/publish`, undefined, { version: r.version }),
  withdraw: (r: T.Request) => post<T.Request>(`/requests/${r.id}/withdraw`, undefined, { version: r.version }),
  matches: (id: string) => get<T.Matches>(`/requests/${id}/matches`),
  preview: (body: T.RequestInput, id?: string) => post<T.Preview>('/requests/preview', body, { query: { id } }),
  importFile: (file: File, dry: boolean) => importFile('/requests/import', file, dry),
};

export const matchRuns = {
  start: () => post<T.Run>('/match-runs', {}, creation()),
  list: (query: Query = {}) => get<T.Page<T.Run>>('/match-runs', query),
  get: (id: string) => get<T.Run>(`/match-runs/${id}`),
  report: (id: string) => get<T.Report>(`/match-runs/${id}/report`),
};

export const policy = {
  get: () => get<T.Policy>('/policy'),
  change: (p: T.Policy, weights: unknown) => put<T.Policy>('/policy', weights, { version: p.version }),
};

export const capacities = {
  list: () => get<{ items: T.Capacity[] }>('/capacities'),
  get: (id: string) => get<T.Capacity>(`/capacities/${id}`),
  create: (body: T.CapacityInput, key: string) => post<T.Capacity>('/capacities', body, { key }),
  change: (c: T.Capacity, body: T.CapacityInput) =>
    put<T.Capacity>(`/capacities/${c.id}`, body, { version: c.version }),
  remove: (id: string) => del(`/capacities/${id}`),
  restore: (id: string) => post<T.Capacity>(`/capacities/${id}/restore`),
};

export const whatIf = (changes: T.WhatIfChange[], policy?: unknown) => post<T.WhatIf>('/what-if', { changes, policy });

export const proposals = {
  list: (query: Query) => get<T.Page<T.Proposal>>('/proposals', query),
  accept: (p: T.Proposal) => post<T.Proposal>(`/proposals/${p.id}/accept`, {}, { version: p.version, ...creation() }),
  decline: (p: T.Proposal, reason: string, note?: string) =>
    post<T.Proposal>(`/proposals/${p.id}/decline`, { reason, note }, { version: p.version, ...creation() }),
};

export const deals = {
  list: (query: Query) => get<T.Page<T.Deal>>('/deals', query),
  get: (id: string) => get<T.Deal>(`/deals/${id}`),
  event: (d: T.Deal, event: T.DealEvent, note?: string) =>
    post<T.Deal>(`/deals/${d.id}/events`, { event, note }, { version: d.version, ...creation() }),
};

export const search = {
  find: (query: Query) => get<T.SearchResults>('/search', query),
  kept: () => get<{ items: T.SavedSearch[] }>('/saved-searches'),
  keep: (name: string, query: Query, key: string) => post<T.SavedSearch>('/saved-searches', { name, query }, { key }),
  forget: (id: string) => del(`/saved-searches/${id}`),
  notices: () => get<T.Notices>('/notices'),
  readNotices: () => post<{ read: number }>('/notices/read'),
};

export const files = {
  upload: (file: File) => post<T.FileView>('/files', undefined, { file, ...creation() }),
};

export const channels = {
  list: () => get<{ items: T.Channel[] }>('/channels'),
  listings: (id: string, query: Query) => get<T.Page<T.Listing>>(`/channels/${id}/listings`, query),
  results: (id: string, file: File) => post<T.ResultFile>(`/channels/${id}/results`, undefined, { file }),
  reconcile: (id: string) => post<null>(`/channels/${id}/reconcile`, undefined, creation()),
};
