// Find it the way people type it: results follow the typing, facets narrow them, the address holds the search, a kept
// search tells of what is new, and where nothing fits the same terms become a request.
import { expect, test } from "./helpers/test";
import {
  expectAccessible,
  expectNoSidewaysScroll,
  settled,
} from "./helpers/checks";

test("unaccented words find the goods, facets narrow them, the address keeps them", async ({
  page,
  context,
  isMobile,
}) => {
  await page.goto("/");
  await page.getByLabel("Tìm hàng").fill("tom su");
  await page.getByRole("button", { name: "Tìm", exact: true }).click();
  await expect(page).toHaveURL(/\/tim\?q=tom/);
  const field = page.getByLabel("Bạn cần tìm gì?");
  await field.press("End");
  await field.pressSequentially(" cao tien");
  await expect(page).toHaveURL(/q=tom\+su\+cao\+tien/);
  const first = page.getByRole("article").first();
  await expect(first.getByRole("heading")).toHaveText("tôm sú");
  await expect(first.locator("mark").first()).toHaveText("tôm sú");
  await expect(page.getByText("nên đã bỏ: cao, tien")).toBeVisible();
  await settled(page);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  if (isMobile) await page.getByRole("button", { name: "Bộ lọc" }).click();
  const live = page.getByRole("checkbox", { name: /^Sống/ });
  const count = Number(
    (await live.locator("xpath=..").innerText()).match(/(\d+)\s*$/)?.[1],
  );
  await live.check();
  await expect(page).toHaveURL(/state=live/);
  if (isMobile)
    await page.getByRole("button", { name: `Xem ${count} kết quả` }).click();
  await expect(page.locator("main").getByRole("status")).toHaveText(
    `Có ${count} kết quả`,
  );

  const narrowed = page.url();
  if (isMobile) await page.getByRole("button", { name: "Bộ lọc" }).click();
  const near = page.getByRole("combobox", { name: "Gần tỉnh, thành" });
  await expect(near).toHaveAttribute("placeholder", "Ở đâu cũng được");
  await near.fill("can tho");
  await page.getByRole("option", { name: "Cần Thơ" }).click();
  await expect(page).toHaveURL(/near=92/);
  await page
    .getByRole("combobox", { name: "Cách không quá" })
    .selectOption("200");
  await expect(page).toHaveURL(/within_km=200/);
  if (isMobile)
    await page.getByRole("button", { name: /^Xem \d+ kết quả/ }).click();
  await page.getByLabel("Sắp xếp").selectOption("distance");
  await expect(page).toHaveURL(/sort=distance/);
  const far = page.getByText(/cách \d+ km/);
  await expect(async () => {
    const km = (await far.allInnerTexts()).map((text) =>
      Number(text.match(/cách (\d+) km/)?.[1]),
    );
    expect(km.length).toBeGreaterThan(1);
    expect(km).toEqual(km.toSorted((a, b) => a - b));
    expect(Math.max(...km)).toBeLessThanOrEqual(200);
  }).toPass({ timeout: 10_000 });
  await page.goto(narrowed);

  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.getByLabel("Bạn cần tìm gì?")).toHaveValue(
    "tom su cao tien",
  );
  await expect(other.locator("main").getByRole("status")).toHaveText(
    `Có ${count} kết quả`,
  );
  await expect(
    other.getByRole("article").first().getByRole("heading"),
  ).toHaveText("tôm sú");
});

test("a kept search gives notice of a new offer", async ({
  actor,
  isMobile,
}) => {
  const buyer = await actor("buyer");
  await buyer.goto("/tim?q=bon+bon&province=96");
  await buyer.getByRole("button", { name: "Lưu tìm kiếm" }).click();
  const dialog = buyer.getByRole("dialog");
  await dialog.getByLabel("Tên của tìm kiếm").fill("Bồn bồn Cà Mau");
  await dialog.getByRole("button", { name: "Lưu tìm kiếm" }).click();
  await expect(buyer.getByText("Đã lưu tìm kiếm")).toBeVisible();

  const seller = await actor("supplier");
  await seller.goto("/dang-tin/ban");
  const next = seller.getByRole("button", { name: "Tiếp", exact: true });
  await seller.getByLabel("Bạn bán gì?").fill("bon bon");
  await seller
    .getByRole("button", { name: /^Bồn bồn/ })
    .first()
    .click();
  if (isMobile) await next.click();
  await seller.getByLabel("Bán bao nhiêu?", { exact: true }).fill("20");
  await seller.getByRole("button", { name: "Hôm nay" }).click();
  if (isMobile) await next.click();
  await seller
    .getByRole("button", { name: "Đăng tin bán", exact: true })
    .click();
  await expect(seller).toHaveURL(/\/cua-toi$/);

  await expect(async () => {
    await buyer.goto("/tim/da-luu");
    await expect(
      buyer.getByRole("link", { name: "bồn bồn", exact: true }),
    ).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expectAccessible(buyer);
  await buyer.getByRole("link", { name: "bồn bồn", exact: true }).click();
  await expect(buyer).toHaveURL(/\/chao-ban\//);
});

test("where nothing fits, the same terms become a request", async ({
  page,
  enter,
}) => {
  await enter("buyer");
  await page.goto("/tim?q=2+tan+cua+gach&price_max=1");
  await expect(page.getByText("Chưa có tin nào khớp")).toBeVisible();
  await expect(
    page.getByRole("article").first().getByRole("heading"),
  ).toHaveText("cua gạch");
  await page.getByRole("link", { name: "Đăng tin cần mua" }).click();
  await expect(page).toHaveURL(/\/dang-tin\/mua\?product=cua-gach/);
  await expect(page.getByText(/cua gạch/i).first()).toBeVisible();
});
