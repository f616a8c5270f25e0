// Our own line icons on a 24 grid, one path each, drawn with a 1.75 stroke and round ends.

export const icons = {
  market: 'M4 10v9h16v-9M3 10l2-6h14l2 6M3 10a3 3 0 0 0 6 0 3 3 0 0 0 6 0 3 3 0 0 0 6 0M10 19v-5h4v5',
  plus: 'M12 5v14M5 12h14',
  orders: 'M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20c1-4 4-5 8-5s7 1 8 5',
  match: 'M4 6h4l8 12h4M4 18h4l2.5-3.7M13.5 9.7 16 6h4M18 4l2 2-2 2M18 16l2 2-2 2',
  deals: 'M3 8l4-2 5 2 5-2 4 2v7l-3 1M3 8v7l3 1 5 4 2-1 2-1.5 2-1.5M12 8l-3 4 2 1 3-2 4 5',
  channels: 'M12 16V4M7.5 8.5 12 4l4.5 4.5M4 14v5h16v-5',
  building: 'M5 21V4h9v17M14 9h5v12M3 21h18M8 8h3M8 12h3M8 16h3',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5',
  filter: 'M4 6h16M7 12h10M10 18h4',
  down: 'M6 9l6 6 6-6',
  right: 'M9 6l6 6-6 6',
  left: 'M15 6l-6 6 6 6',
  arrow: 'M4 12h16M14 6l6 6-6 6',
  check: 'M5 13l4 4L19 7',
  cross: 'M6 6l12 12M18 6L6 18',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2',
  download: 'M12 4v12M7.5 11.5 12 16l4.5-4.5M4 20h16',
  print: 'M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  logout: 'M10 4H5v16h5M10 12h10M16 8l4 4-4 4',
  globe: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18',
  warning: 'M12 4l9 16H3zM12 10v4M12 17v.01',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 8v.01',
  pin: 'M12 21c5-6 7-8.5 7-11.5A7 7 0 0 0 5 9.5C5 12.5 7 15 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  truck: 'M2 6h12v10H2zM14 10h4l4 3v3h-8M7 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM18 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  phone: 'M6 3h4l2 5-2.5 2a11 11 0 0 0 4.5 4.5L16 12l5 2v4c0 2-1 3-3 3C10 21 3 14 3 6c0-2 1-3 3-3z',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6',
  shield: 'M12 3l8 3v6c0 5-3.5 7.5-8 9-4.5-1.5-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5',
} as const;

export type IconName = keyof typeof icons;

/** Goods, by product category. */
export const goods = {
  shrimp:
    'M20 5l-4 2M20 5l-2 4M17 7C9 3 3 8 4 14c.600 3.5 4 6 8 5M17 7c-5 0-8 2-8 5s3 4 5 3M7 8l3 2M5 12h4M6 16l3-2M14 8l-1-3',
  crab: 'M12 18c4 0 6-2 6-4.5S16 10 12 10s-6 1-6 3.5S8 18 12 18zM7 11L4 9l1-5 2 3M17 11l3-2-1-5-2 3M7 17l-3 3M17 17l3 3M10 10V8M14 10V8',
  shell:
    'M12 20C6 20 3 15 3 12c0-4 4-7 9-7s9 3 9 7c0 3-3 8-9 8zM12 20V5M12 20L6.5 6.5M12 20l5.5-13.5M12 20L3.5 11M12 20l8.5-9',
  squid: 'M12 3c3 3 4 6 4 9H8c0-3 1-6 4-9zM8 8l-3 2 3 1M16 8l3 2-3 1M9 12v8M12 12v9M15 12v8',
  fish: 'M3 12c3-5 10-6 14-1l4-4v10l-4-4c-4 5-11 4-14-1zM7.5 11v.01',
  dried: 'M12 3v3M12 6c4 3 4 10 0 14-4-4-4-11 0-14zM9.5 20l2.5-1 2.5 1M10 10h4M9.5 13h5M11 16h2',
  jar: 'M7 3h10v3H7zM8 6c-3 2-3 4-3 7v8h14v-8c0-3 0-5-3-7M5 12h14M5 17h14',
  cracker: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM9 9v.01M14 8v.01M15 13v.01M10 14v.01M12 11v.01M13 16v.01',
  frozen: 'M12 3v18M4.5 7.5l15 9M19.5 7.5l-15 9M9.5 4.5 12 7l2.5-2.5M9.5 19.5 12 17l2.5 2.5',
  rice: 'M12 21V9M12 9c-2-2-2-4 0-6 2 2 2 4 0 6zM12 14c-3 0-5-1-5-4 3 0 5 1 5 4zM12 14c3 0 5-1 5-4-3 0-5 1-5 4zM12 18c-3 0-5-1-5-4M12 18c3 0 5-1 5-4',
  sack: 'M8 3h8l-1 4c4 3 5 7 4 14H5C4 14 5 10 9 7zM9 7h6M9 14h6',
  leaf: 'M4 20C4 10 9 4 20 4c0 11-6 16-14 14M4 20l9-9',
  gourd: 'M14 4c-1 1-2 2-2 3M12 7c-5-1-9 2-8 7 1 4 4 6 8 6s7-2 8-6c1-5-3-8-8-7zM9 11c-1 2-1 4 0 6M15 11c1 2 1 4 0 6',
  root: 'M12 8c-4 0-6 2-6 5 0 4 4 6 6 8 2-2 6-4 6-8 0-3-2-5-6-5zM12 8V3M12 6L8 4M12 6l4-2',
  fruit: 'M12 8c-4-2-8 0-8 5 0 4 3 8 6 8 1 0 1-.5 2-.5s1 .5 2 .5c3 0 6-4 6-8 0-5-4-7-8-5zM12 8c0-2 1-4 4-5',
  banana: 'M6 4c-1 8 2 14 13 15l1-2C13 15 10 11 9 4zM9 4C10 10 13 14 20 17M6 4h3',
  pig: 'M5 12c0-4 3-6 7-6h2l3-2v3c2 1 3 2 3 4h1v4h-2c-.5 1-1 1.5-2 2v3h-3v-2h-3v2H8v-3c-2-1-3-3-3-5zM3 10c0 2 1 2 2 2M16 11v.01',
  poultry: 'M5 6c0-2 3-3 4-1l2 4c3 1 6 0 9-2 0 6-3 10-8 10-4 0-6-3-6-6zM5 6L3 8l3 1M11 17v4M9 21h4',
  egg: 'M12 3c3 0 6 6 6 10a6 6 0 0 1-12 0c0-4 3-10 6-10z',
  honey: 'M8 4l4-2 4 2v4l-4 2-4-2zM4 12l4-2 4 2v4l-4 2-4-2zM12 12l4-2 4 2v4l-4 2-4-2z',
  salt: 'M3 19l6-9 3 4 3-7 6 12zM9 4v.01M13 4v.01M17 5v.01',
  boat: 'M3 14h18c-1 4-3 6-6 6H9c-3 0-5-2-6-6zM12 3v11M12 4l6 7h-6',
} as const;

export type GoodName = keyof typeof goods;

const BY_CATEGORY: Record<string, GoodName> = {
  tom: 'shrimp',
  'cua-ghe': 'crab',
  'nhuyen-the': 'shell',
  muc: 'squid',
  'ca-dong': 'fish',
  'ca-man-lo': 'fish',
  kho: 'dried',
  mam: 'jar',
  'cha-banh': 'cracker',
  'dong-lanh': 'frozen',
  lua: 'rice',
  gao: 'sack',
  'rau-an-la': 'leaf',
  'rau-dac-san': 'leaf',
  'rau-an-trai': 'gourd',
  cu: 'root',
  'trai-tuoi': 'fruit',
  'trai-che-bien': 'banana',
  'gia-suc': 'pig',
  'gia-cam': 'poultry',
  trung: 'egg',
  'mat-ong': 'honey',
  muoi: 'salt',
  'thuy-san': 'fish',
  'rau-cu': 'leaf',
  'lua-gao': 'rice',
  'trai-cay': 'fruit',
  'chan-nuoi': 'poultry',
};

export function goodOf(category: string): GoodName {
  return BY_CATEGORY[category] ?? 'boat';
}
