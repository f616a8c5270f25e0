// Which page stands at which address. The market comes with the shell; every other page is a chunk of its own.
import type { Component } from 'svelte';
import type { Role } from './lib/api/types';
import Market from './pages/market/Market.svelte';

export type PageProps = { params: Record<string, string> };
export type Page = Component<PageProps> | Component<Record<string, never>>;
export type Route = {
  path: string;
  load: () => Promise<{ default: Page }>;
  /** Who may open it; none: everyone, empty: whoever is logged in. */
  roles?: Role[];
};

const market = () => Promise.resolve({ default: Market });

export const routes: Route[] = [
  { path: '/', load: market },
  { path: '/chao-ban', load: () => import('./pages/offers/OfferList.svelte') },
  { path: '/chao-ban/:id', load: () => import('./pages/offers/OfferPage.svelte') },
  { path: '/chao-ban/:id/sua', load: () => import('./pages/offers/OfferEdit.svelte'), roles: [] },
  { path: '/nhu-cau', load: () => import('./pages/requests/RequestList.svelte') },
  { path: '/nhu-cau/:id', load: () => import('./pages/requests/RequestPage.svelte') },
  { path: '/nhu-cau/:id/sua', load: () => import('./pages/requests/RequestEdit.svelte'), roles: [] },
  { path: '/tim', load: () => import('./pages/search/Search.svelte') },
  { path: '/tim/da-luu', load: () => import('./pages/search/Kept.svelte'), roles: [] },
  { path: '/dang-nhap', load: () => import('./pages/account/Login.svelte') },
  { path: '/dang-ky', load: () => import('./pages/account/Register.svelte') },
  { path: '/tai-khoan', load: () => import('./pages/account/Account.svelte') },
  { path: '/dang-tin', load: () => import('./pages/post/Choose.svelte'), roles: [] },
  { path: '/dang-tin/ban', load: () => import('./pages/post/PostOffer.svelte'), roles: [] },
  { path: '/dang-tin/ban-nhieu', load: () => import('./pages/post/PostOffers.svelte'), roles: [] },
  { path: '/dang-tin/bang-tinh', load: () => import('./pages/post/Import.svelte'), roles: ['supplier', 'buyer'] },
  { path: '/dang-tin/mua', load: () => import('./pages/post/PostRequest.svelte'), roles: [] },
  { path: '/cua-toi', load: () => import('./pages/mine/Posts.svelte'), roles: [] },
  { path: '/cua-toi/de-xuat', load: () => import('./pages/mine/Proposals.svelte'), roles: [] },
  { path: '/giao-dich', load: () => import('./pages/deals/DealList.svelte'), roles: [] },
  { path: '/giao-dich/:id', load: () => import('./pages/deals/DealPage.svelte'), roles: [] },
  { path: '/dieu-phoi', load: () => import('./pages/broker/Runs.svelte'), roles: ['broker', 'admin'] },
  { path: '/dieu-phoi/trong-so', load: () => import('./pages/broker/Weights.svelte'), roles: ['broker', 'admin'] },
  {
    path: '/dieu-phoi/nang-luc',
    load: () => import('./pages/broker/Capacities.svelte'),
    roles: ['broker', 'auditor', 'admin'],
  },
  { path: '/dieu-phoi/thu', load: () => import('./pages/broker/WhatIf.svelte'), roles: ['broker'] },
  { path: '/dieu-phoi/:id', load: () => import('./pages/broker/ReportPage.svelte') },
  { path: '/to-chuc', load: () => import('./pages/broker/Organisations.svelte'), roles: ['broker', 'admin'] },
  { path: '/to-chuc/:id', load: () => import('./pages/organisation/OrganisationPage.svelte') },
  {
    path: '/san',
    load: () => import('./pages/channels/ChannelList.svelte'),
    roles: ['broker', 'auditor', 'admin', 'supplier'],
  },
  {
    path: '/san/:id',
    load: () => import('./pages/channels/ChannelPage.svelte'),
    roles: ['broker', 'auditor', 'admin', 'supplier'],
  },
];
