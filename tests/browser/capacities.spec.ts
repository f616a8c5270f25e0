// Collection points: one is added, the next matching promises no more than it takes, and a trial says what it costs.
import type { Page } from "@playwright/test";
import { expect, test } from "./helpers/test";
import {
  expectAccessible,
  expectNoSidewaysScroll,
  expectWords,
  settled,
} from "./helpers/checks";
import { runAndRead } from "./helpers/runs";

const NAME = "Cảng cá thử";

test("the trade department keeps a point that the next matching respects", async ({
  page,
  enter,
}, info) => {
  const shoot = (name: string) =>
    page.screenshot({ path: info.outputPath(`${name}.png`), fullPage: true });
  await enter("broker");
  await page.goto("/dieu-phoi");
  await page.getByRole("link", { name: "Điểm tập kết", exact: true }).click();
  await expect(page.getByText("HTX Ba khía Đầm Dơi")).toBeVisible();
  await settled(page);
  await expectAccessible(page);
  await expectWords(page);
  await expectNoSidewaysScroll(page);
  await shoot("list");

  await test.step("a point is added once all of it is said", async () => {
    await page.getByRole("button", { name: "Thêm điểm" }).click();
    const form = page.getByRole("dialog");
    const add = form.getByRole("button", { name: "Thêm điểm" });
    await add.click();
    await expect(form.getByRole("alert")).toContainText("Ghi tên điểm");
    await form.getByLabel("Tên điểm").fill(NAME);
    await form.getByLabel("Sức nhận cả đợt").fill("1");
    await form.getByRole("combobox", { name: "Mặt hàng nhận" }).fill("tom su");
    await form
      .getByRole("option", { name: /tôm sú/i })
      .first()
      .click();
    await form.getByLabel("Từ ngày", { exact: true }).fill(day(0));
    await form.getByLabel("Đến ngày", { exact: true }).fill(day(60));
    await expectAccessible(page);
    await shoot("form");
    await add.click();
    await expect(form).toBeHidden();
    await expect(page.getByText(NAME)).toBeVisible();
  });

  await test.step("the report says that it is full and what a tonne more is worth", async () => {
    const id = await runAndRead(page);
    const points = page.getByRole("region", { name: /Điểm tập kết/ });
    const own = points.getByRole("listitem").filter({ hasText: NAME });
    await expect(own).toContainText("Đã đầy");
    await expect(own).toContainText(/thêm 1 tấn thì cả chợ lợi thêm [\d,.]+/);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await points.screenshot({ path: info.outputPath("report.png") });
    // The list of what stays is long, and the page shows its beginning.
    const report = await page.request.get(`/api/v1/match-runs/${id}/report`);
    expect(await report.text()).toContain(
      `Điểm tập kết ${NAME} chỉ nhận được 1 tấn`,
    );
  });

  await test.step("a trial without it places more", async () => {
    await page.goto("/dieu-phoi/thu");
    await page.getByText("Điểm tập kết", { exact: true }).click();
    await page.getByRole("link", { name: new RegExp(NAME) }).click();
    await page.getByText("Bỏ điểm", { exact: true }).click();
    await page.getByRole("button", { name: "Xem thay đổi" }).click();
    await expect(page.getByText(/Lợi ích chung tăng/)).toBeVisible();
    await expect(
      page.getByText("Không còn hàng nào đi qua điểm này."),
    ).toBeVisible();
    await settled(page);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await shoot("trial");
  });

  await test.step("it is removed, put back, and removed again", async () => {
    await page.goto("/dieu-phoi/nang-luc");
    const remove = page.getByRole("button", { name: `Bỏ: ${NAME}` });
    await remove.click();
    await expect(remove).toBeHidden();
    await page.getByRole("button", { name: "Hoàn tác" }).click();
    await expect(remove).toBeVisible();
    await remove.click();
    await expect(remove).toBeHidden();
  });
});

test("other weights are tried before they are put in force", async ({
  page,
  enter,
}, info) => {
  await enter("broker");
  await page.goto("/dieu-phoi/trong-so");
  const before = await version(page);
  await page.getByLabel("Giá của phần còn lại").fill("3.000");
  await page.getByRole("button", { name: "Thử trước" }).click();
  await expect(
    page.getByRole("heading", { name: "Ai được, ai mất" }),
  ).toBeVisible({ timeout: 20_000 });
  await settled(page);
  await expectNoSidewaysScroll(page);
  await page.screenshot({
    path: info.outputPath("weights.png"),
    fullPage: true,
  });
  expect(await version(page)).toBe(before);
});

/** A day from today, as it is typed. */
function day(ahead: number): string {
  const date = new Date(Date.now() + ahead * 86_400_000);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(date.getDate())}/${two(date.getMonth() + 1)}/${date.getFullYear()}`;
}

/** How often the weights were changed in the page's market. */
async function version(page: Page): Promise<number> {
  const policy = await page.request.get("/api/v1/policy");
  return ((await policy.json()) as { version: number }).version;
}
