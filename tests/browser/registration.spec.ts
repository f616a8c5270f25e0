// A newcomer's way in: an organisation registers, drafts a post while it waits, and is verified by the trade department.
import { expect, test } from "./helpers/test";
import {
  expectAccessible,
  expectNoSidewaysScroll,
  settled,
} from "./helpers/checks";

test("an organisation registers, waits, and is verified", async ({
  page,
  actor,
  isMobile,
}) => {
  const name = `HTX Thử nghiệm ${isMobile ? "điện thoại" : "máy bàn"}`;
  const login = isMobile ? "0912000001" : "0912000002";
  const password = "ba-khia-rach-goc";
  await page.goto("/dang-ky");
  await page.getByRole("button", { name: "Gửi đăng ký" }).click();
  await expect(page.getByRole("alert")).toBeFocused();
  await expect(page.getByRole("alert")).toContainText("Gõ tên hợp tác xã");
  await expectAccessible(page);
  await page.getByLabel("Tên tổ chức").fill(name);
  await page.getByLabel("Họ và tên").fill("Người thử");
  await page.getByLabel("Số điện thoại hoặc e-mail").fill(login);
  await page.getByLabel("Mật khẩu").fill(password);
  await page.getByRole("button", { name: "Gửi đăng ký" }).click();
  await expect(
    page.getByRole("heading", { name: `Đã nhận đăng ký của ${name}` }),
  ).toBeVisible();
  await page
    .locator("main")
    .getByRole("link", { name: "Đăng nhập", exact: true })
    .click();
  await page.getByLabel("Số điện thoại hoặc e-mail").fill(login);
  await page.getByLabel("Mật khẩu").fill(password);
  await page.getByRole("button", { name: "Đăng nhập", exact: true }).click();
  await expect(page).not.toHaveURL(/dang-nhap/);
  await page.goto("/tai-khoan");
  await settled(page);
  await expect(page.locator("main")).toContainText("Chờ xác minh");

  const broker = await actor("broker");
  await broker.goto("/to-chuc");
  await settled(broker);
  await expectAccessible(broker);
  await expectNoSidewaysScroll(broker);
  const row = broker.locator("main li", { hasText: name });
  await row.getByRole("button", { name: "Xác minh" }).click();
  await broker
    .getByRole("dialog")
    .getByRole("button", { name: "Xác minh" })
    .click();
  await expect(broker.getByText(`Đã xác minh ${name}.`)).toBeVisible();

  await page.reload();
  await settled(page);
  await expect(page.locator("main")).toContainText("Đã xác minh");
});
