// Forms: faults beside their fields and in a summary that takes the focus; drafts outlive the page; undo works.
import { expect, test } from "./helpers/test";

test("a wrong login says so without telling which accounts exist", async ({
  page,
  guard,
}) => {
  guard.expectProblem(401);
  await page.goto("/dang-nhap");
  await page.getByRole("button", { name: "Đăng nhập", exact: true }).click();
  await expect(page.getByRole("alert")).toBeFocused();
  await expect(page.getByRole("alert")).toContainText("Gõ mật khẩu.");
  await page
    .getByRole("alert")
    .getByRole("link", { name: /Gõ mật khẩu/ })
    .click();
  await expect(page.getByLabel("Mật khẩu")).toBeFocused();
  await page.getByLabel("Số điện thoại hoặc e-mail").fill("0900000000");
  await page.getByLabel("Mật khẩu").fill("khong-phai-mat-khau");
  await page.getByRole("button", { name: "Đăng nhập", exact: true }).click();
  await expect(page.getByRole("alert")).toBeFocused();
});

test("an empty offer is refused field by field, and its draft is kept", async ({
  page,
  enter,
  isMobile,
}) => {
  await enter("supplier");
  await page.goto("/dang-tin/ban");
  const send = page.getByRole("button", {
    name: isMobile ? "Tiếp" : "Đăng tin bán",
    exact: true,
  });
  await send.click();
  await expect(page.getByRole("alert")).toBeFocused();
  await expect(page.getByRole("alert")).toContainText("Chọn sản phẩm.");
  await page.getByLabel("Bạn bán gì?").fill("cua gach");
  await page.getByRole("button", { name: "Cua gạch", exact: true }).click();
  await page.reload();
  await expect(page.getByText("Đã mở lại tin đang soạn dở.")).toBeVisible();
  await expect(page.getByText("Cua gạch", { exact: true })).toBeVisible();
});

test("a withdrawn offer comes back with undo", async ({ page, enter }) => {
  await enter("supplier");
  await page.goto("/cua-toi");
  const offer = page.locator("article", { hasText: "Đang đăng" }).first();
  const name = await offer.getByRole("heading").innerText();
  await offer.getByRole("button", { name: "Rút tin" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: "Rút tin" })
    .click();
  await expect(page.getByText("Đã rút tin.")).toBeVisible();
  await page.getByRole("button", { name: "Hoàn tác" }).click();
  await expect(page.getByText("Tin đã lên chợ.")).toBeVisible();
  await expect(
    page.locator("article", { hasText: name }).first(),
  ).toContainText("Đang đăng");
});

test("the keyboard alone finds and opens an offer", async ({
  page,
  isMobile,
}) => {
  test.skip(Boolean(isMobile), "phones have no keyboard");
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(
    page.getByRole("link", { name: "Đi thẳng tới nội dung" }),
  ).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Tìm hàng")).toBeFocused();
  await page.keyboard.type("tom su");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/tim\?q=tom/);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  const first = page.locator("main article a").first();
  await first.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/chao-ban\/[0-9a-f-]+$/);
});
