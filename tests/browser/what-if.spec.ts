// What a post would come to while it is written, and what a change would do to the whole market.
import type { Page } from "@playwright/test";
import { expect, test } from "./helpers/test";
import {
  expectAccessible,
  expectNoSidewaysScroll,
  expectWords,
  settled,
} from "./helpers/checks";

test("a supplier sees what finds buyers, and takes over another price", async ({
  page,
  enter,
}, info) => {
  await enter("supplier");
  await page.goto("/dang-tin/ban");
  const next = page.getByRole("button", { name: "Tiếp", exact: true });
  await page.getByLabel("Bạn bán gì?").fill("tom su");
  await page.getByRole("button", { name: "Tôm sú", exact: true }).click();
  if (await next.isVisible()) await next.click();
  await page.getByLabel("Bán bao nhiêu?", { exact: true }).fill("500");
  await page.getByRole("button", { name: "Ngày mai" }).click();
  if (await next.isVisible()) await next.click();
  await page.getByLabel("Giá bán").fill("200000");
  await page.getByLabel("Giá bán").blur();
  const outlook = page.getByRole("region", { name: "Nếu đăng lúc này" });
  await expect(outlook).toContainText("500 kg");
  await expect(outlook).toContainText("200.000 đ/kg");
  await settled(page);
  await expectAccessible(page);
  await expectWords(page);
  await outlook.scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath("outlook.png") });
  await outlook.getByRole("button", { name: /^230\.000/ }).click();
  await expect(page.getByLabel("Giá bán")).toHaveValue("230.000");
  await expectNoSidewaysScroll(page);

  // Without a network the form goes on and nothing is shown.
  await page.context().setOffline(true);
  await page.getByLabel("Giá bán").fill("215000");
  await page.getByLabel("Giá bán").blur();
  await expect(outlook).toBeHidden();
  await page.context().setOffline(false);
});

test("the trade department tries a change and sees who gains and who loses", async ({
  page,
  enter,
}, info) => {
  await enter("broker");
  await page.goto("/dieu-phoi");
  await page.getByRole("link", { name: "Thử thay đổi" }).click();
  await page.getByLabel("Tìm theo sản phẩm, tổ chức, nơi giao").fill("tom su");
  await page
    .getByRole("link", { name: /Tôm sú/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { name: "Tôm sú" })).toBeVisible();
  // That one may have sold all it has; the change is tried where there is something to lose.
  await page.goto(`/dieu-phoi/thu?offer=${await largestMatch(page)}`);
  await page.getByText("Rút tin", { exact: true }).click();
  await page.getByRole("button", { name: "Xem thay đổi" }).click();
  const who = page.getByRole("region", { name: "Ai được, ai mất" });
  await expect(who).toContainText("Mất nơi");
  await expect(page.getByRole("region", { name: /có nơi bán/ })).toBeVisible();
  await settled(page);
  await page.screenshot({ path: info.outputPath("gone.png"), fullPage: true });

  await page.getByText("Sửa tin", { exact: true }).click();
  await page.getByLabel("Giá bán").fill("1000");
  await page.getByLabel("Giá bán").blur();
  await page.getByRole("button", { name: "Xem thay đổi" }).click();
  await expect(page.getByText(/Lợi ích chung tăng/)).toBeVisible();
  await expectAccessible(page);
  await expectWords(page);
  await expectNoSidewaysScroll(page);
  await page.screenshot({ path: info.outputPath("price.png"), fullPage: true });
});

/** The offer of the largest match that nobody has answered yet. */
async function largestMatch(page: Page): Promise<string> {
  const runs = "/api/v1/match-runs";
  const latest = await page.request.get(`${runs}/latest`);
  const { id } = (await latest.json()) as { id: string };
  const report = await page.request.get(`${runs}/${id}/report`);
  const { matched } = (await report.json()) as {
    matched: { status: string; quantity: number; offer: { id: string } }[];
  };
  const open = matched.filter(({ status }) => status === "open");
  open.sort((one, other) => other.quantity - one.quantity);
  expect(open.length).toBeGreaterThan(0);
  return open[0].offer.id;
}
