// Every page at both sizes: accessible, in words, within the narrowest screen, silent in the console.
import { expect, test, type Role } from "./helpers/test";
import {
  expectAccessible,
  expectNoSidewaysScroll,
  expectWords,
  settled,
} from "./helpers/checks";

const PUBLIC = [
  "/",
  "/chao-ban",
  "/nhu-cau",
  "/dang-nhap",
  "/dang-ky",
  "/tai-khoan",
  "/khong-co-trang-nay",
];
const OWN: Record<Exclude<Role, "auditor">, string[]> = {
  supplier: [
    "/tai-khoan",
    "/dang-tin/ban",
    "/dang-tin/ban-nhieu",
    "/dang-tin/bang-tinh",
    "/cua-toi",
    "/cua-toi/de-xuat",
    "/giao-dich",
    "/san",
    "/san/voso",
  ],
  buyer: [
    "/dang-tin/mua",
    "/cua-toi?tin=mua",
    "/cua-toi/de-xuat",
    "/giao-dich",
  ],
  broker: [
    "/dieu-phoi",
    "/dieu-phoi/nang-luc",
    "/to-chuc",
    "/to-chuc?verification=verified",
    "/giao-dich",
    "/san",
    "/san/madeincamau",
  ],
};

async function check(
  page: import("@playwright/test").Page,
  path: string,
): Promise<void> {
  await page.goto(path);
  await settled(page);
  await expectWords(page);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

for (const path of PUBLIC) {
  test(`public page ${path}`, async ({ page }) => check(page, path));
}

for (const [role, paths] of Object.entries(OWN)) {
  test(`pages of the ${role}`, async ({ page, enter }) => {
    await enter(role as Role);
    for (const path of paths) await test.step(path, () => check(page, path));
  });
}

test("an offer, a request and the report of a run", async ({ page }) => {
  for (const list of ["/chao-ban", "/nhu-cau"]) {
    await page.goto(list);
    await page.locator("main article a").first().click();
    await settled(page);
    await expectWords(page);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  }
  await page.goto("/");
  await page.getByRole("link", { name: /đề xuất kết nối/ }).click();
  await settled(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Báo cáo kết nối cung – cầu",
  );
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});

test("every page names the demonstration, the map its source and both archipelagos", async ({
  page,
}) => {
  await page.goto("/");
  await settled(page);
  await expect(
    page.getByText("Số liệu minh họa dựng từ số liệu công bố năm 2021."),
  ).toBeVisible();
  const map = page.locator("figure", {
    has: page.getByRole("img", { name: /Bản đồ dòng hàng/ }),
  });
  await expect(map.getByText("Quần đảo Hoàng Sa")).toBeVisible();
  await expect(map.getByText("Quần đảo Trường Sa")).toBeVisible();
  await expect(map.getByRole("link", { name: "CC BY-SA 4.0" })).toBeVisible();
});

test("the whole site speaks English", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Cà Mau farm and seafood market",
  );
  await page.goto("/chao-ban");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await settled(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Offers");
  await expectWords(page);
});
