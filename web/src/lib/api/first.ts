// The calls of the first page and of the shell.
import { del, get, post, put } from './http';
import type * as T from './types';

export const sessions = {
  login: (login: string, password: string) => post<T.SessionView>('/sessions', { login, password }),
  refresh: () => post<T.SessionView>('/sessions/refresh'),
  logout: () => del('/sessions/current'),
  logoutEverywhere: () => del('/sessions'),
  list: () => get<{ items: T.SessionRow[] }>('/sessions'),
  changePassword: (current: string, next: string) => put<null>('/sessions/password', { current, new: next }),
  demoAccounts: () => get<{ items: T.DemoAccount[] }>('/sessions/demo-accounts'),
};

export const products = { all: () => get<T.Catalogue>('/products') };

export const adminUnits = {
  provinces: () => get<{ items: T.AdminUnit[] }>('/admin-units', { level: 'province' }),
  communes: (parent: string) => get<{ items: T.AdminUnit[] }>('/admin-units', { level: 'commune', parent }),
};

export const market = { summary: () => get<T.Summary>('/market/summary') };
