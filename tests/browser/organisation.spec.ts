// An organisation's own page: it hands in a certificate and adds a person, and the trade department verifies the paper.
import { expect, test } from "./helpers/test";
import {
  expectAccessible,
  expectNoSidewaysScroll,
  settled,
} from "./helpers/checks";

test("a certificate is handed in and verified", async ({ actor, isMobile }) => {
  const number = `TC-${isMobile ? "1" : "2"}-2026`;
  const cooperative = await actor("supplier");
  await cooperative.goto("/tai-khoan");
  await cooperative.locator("main section a").first().click();
  await expect(cooperative).toHaveURL(/\/to-chuc\//);
  await settled(cooperative);
  await expectAccessible(cooperative);
  await expectNoSidewaysScroll(cooperative);

  await cooperative.getByRole("button", { name: "Nộp chứng nhận" }).click();
  const form = cooperative.getByRole("dialog");
  await form.getByRole("button", { name: "Nộp", exact: true }).click();
  await expect(form.getByRole("alert")).toContainText("Chọn loại chứng nhận.");
  await expectAccessible(cooperative);
  await form.getByLabel("Chứng nhận gì?").selectOption({ index: 1 });
  await form.getByLabel("Số chứng nhận").fill(number);
  await form.getByLabel("Nơi cấp").fill("Chi cục Chất lượng");
  await form
    .getByLabel("Có hiệu lực từ ngày", { exact: true })
    .fill("1/2/2026");
  await form.getByLabel("Đến hết ngày", { exact: true }).fill("1/2/2030");
  await form.getByRole("button", { name: "Nộp", exact: true }).click();
  const own = cooperative.locator("main li", { hasText: number });
  await expect(own).toContainText("Chờ xác minh");

  const broker = await actor("broker");
  await broker.goto(new URL(cooperative.url()).pathname);
  const seen = broker.locator("main li", { hasText: number });
  await seen.getByRole("button", { name: "Xác minh" }).click();
  await expect(seen).toContainText("Đã xác minh");
  await cooperative.reload();
  await expect(own).toContainText("Đã xác minh");
});

test("a person is added to the organisation", async ({ actor, isMobile }) => {
  const login = isMobile ? "0912000011" : "0912000012";
  const cooperative = await actor("supplier");
  await cooperative.goto("/tai-khoan");
  await cooperative.locator("main section a").first().click();
  await cooperative.getByRole("button", { name: "Thêm người" }).click();
  const form = cooperative.getByRole("dialog");
  await form.getByLabel("Họ và tên").fill("Người thử");
  await form.getByLabel("Số điện thoại hoặc e-mail").fill(login);
  await form.getByLabel("Mật khẩu").fill("ba-khia-rach-goc");
  await form.getByRole("button", { name: "Thêm người", exact: true }).click();
  await expect(
    cooperative.locator("main li", { hasText: login }),
  ).toContainText("Bên bán");
});

test("a download outlives the access cookie", async ({ actor }) => {
  const broker = await actor("broker");
  await broker.goto("/san/voso");
  await settled(broker);
  // As after a quarter of an hour: the clock has moved on and the cookie is gone.
  await broker.context().clearCookies({ name: "chonoi_access" });
  await broker.evaluate(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + 16 * 60_000;
  });
  const download = broker.waitForEvent("download");
  await broker.getByRole("link", { name: "CSV" }).click();
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);
});
