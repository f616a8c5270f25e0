// Poor signal: the pages open without a network, a post written then waits on the machine and sends itself once.
import type { Page } from "@playwright/test";
import { expect, test } from "./helpers/test";
import { expectAccessible, settled } from "./helpers/checks";

/** What a cut line says in the console is what these tests are about; anything else still fails them. */
const cutLine = /ERR_INTERNET_DISCONNECTED|Failed to load resource/;

async function enter(page: Page): Promise<string[]> {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !cutLine.test(message.text()))
      faults.push(message.text());
  });
  await page.goto("/dang-nhap");
  await page.getByLabel("Số điện thoại hoặc e-mail").fill("htx@chonoi.example");
  await page.getByLabel("Mật khẩu").fill("cho-noi-2021");
  await page.getByRole("button", { name: "Đăng nhập", exact: true }).click();
  await expect(page).not.toHaveURL(/dang-nhap/);
  return faults;
}

/** The worker is there and has kept the pages of the role. */
async function kept(page: Page): Promise<void> {
  await page.reload();
  await settled(page);
  await page.waitForFunction(async () => {
    const names = await caches.keys();
    const name = names.find((one) => /^chonoi-[0-9a-f]{12}$/.test(one));
    if (!name || !navigator.serviceWorker.controller) return false;
    const files = await (await caches.open(name)).keys();
    return files.some(({ url }) => url.includes("PostOffer"));
  });
}

async function fill(page: Page, phone: boolean): Promise<void> {
  const step = async () => {
    if (phone)
      await page.getByRole("button", { name: "Tiếp", exact: true }).click();
  };
  await page.getByLabel("Bạn bán gì?").fill("so huyet");
  await page.getByRole("button", { name: "Sò huyết", exact: true }).click();
  await step();
  await page.getByLabel("Bán bao nhiêu?", { exact: true }).fill("321");
  await page.getByRole("button", { name: "Ngày mai" }).click();
  await step();
  await page.getByLabel("Giá bán").fill("90.000");
}

test("a post written without a network sends itself once", async ({
  browser,
  server,
  isMobile,
}) => {
  const context = await browser.newContext({
    baseURL: server.url,
    locale: "vi-VN",
    viewport: isMobile
      ? { width: 390, height: 844 }
      : { width: 1440, height: 900 },
  });
  const page = await context.newPage();
  const faults = await enter(page);
  await page.goto("/dang-tin/ban"); // the catalogue is read, and kept
  await expect(page.getByLabel("Bạn bán gì?")).toBeVisible();
  await kept(page);

  await context.setOffline(true);
  await page.goto("/dang-tin/ban");
  await fill(page, Boolean(isMobile));
  await page.getByRole("button", { name: "Đăng tin bán", exact: true }).click();
  await expect(page).toHaveURL(/\/cua-toi$/);
  await expect(page.getByText("1 tin chờ gửi")).toBeVisible();
  const waiting = page.getByRole("region", { name: "Tin chờ gửi" });
  await expect(waiting).toContainText("Sò huyết");
  await expectAccessible(page);

  await page.reload(); // it outlives the page
  await expect(waiting).toContainText("Sò huyết");

  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(page.getByText("Đã gửi tin Sò huyết.")).toBeVisible();
  await expect(page.getByText("1 tin chờ gửi")).toBeHidden();
  await expect(
    page.locator("article", { hasText: "Còn 321 kg trên 321 kg" }),
  ).toHaveCount(1);
  await page.reload();
  await expect(
    page.locator("article", { hasText: "Còn 321 kg trên 321 kg" }),
  ).toHaveCount(1);
  expect(faults).toEqual([]);
  await context.close();
});

test("a post that the server refuses later goes back to its author", async ({
  browser,
  server,
}) => {
  const context = await browser.newContext({
    baseURL: server.url,
    locale: "vi-VN",
    viewport: { width: 1440, height: 900 },
  });
  const page = await context.newPage();
  await enter(page);
  await page.goto("/dang-tin/ban");
  await kept(page);
  await context.setOffline(true);
  await page.goto("/dang-tin/ban");
  await fill(page, false);
  await page.getByRole("button", { name: "Đăng tin bán", exact: true }).click();
  const waiting = page.getByRole("region", { name: "Tin chờ gửi" });
  await expect(waiting).toContainText("Chờ mạng");

  await page.route("**/api/v1/offers", (route) =>
    route.request().method() === "POST"
      ? route.fulfill({
          status: 422,
          contentType: "application/problem+json",
          body: JSON.stringify({ title: "Chưa hợp lệ", detail: "Ngày đã qua" }),
        })
      : route.continue(),
  );
  await context.setOffline(false);
  await waiting.getByRole("button", { name: "Gửi ngay" }).click();
  await expect(waiting).toContainText("Ngày đã qua");
  await expect(waiting).toContainText("Chưa gửi được");
  await waiting.getByRole("button", { name: "Sửa lại" }).click();
  await expect(page).toHaveURL(/\/dang-tin\/ban$/);
  await expect(page.getByLabel("Bán bao nhiêu?", { exact: true })).toHaveValue(
    "321",
  );
  await context.close();
});
