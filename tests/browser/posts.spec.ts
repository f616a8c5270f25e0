// What goes with a post or makes many: photos, and a person's own spreadsheet.
import { expect, test } from "./helpers/test";
import {
  expectAccessible,
  expectNoSidewaysScroll,
  settled,
} from "./helpers/checks";

test("a photo goes with an offer and is shown to everyone", async ({
  page,
  enter,
  isMobile,
}) => {
  await enter("supplier");
  await page.goto("/dang-tin/ban");
  const photo = await page.screenshot();
  const next = page.getByRole("button", { name: "Tiếp", exact: true });
  await page.getByLabel("Bạn bán gì?").fill("mat ong");
  await page
    .getByRole("button", { name: /^Mật ong/ })
    .first()
    .click();
  if (isMobile) await next.click();
  await page.getByLabel("Bán bao nhiêu?", { exact: true }).fill("20");
  await page.getByRole("button", { name: "Hôm nay" }).click();
  if (isMobile) await next.click();
  await page.getByLabel("Hình chụp hàng").setInputFiles([
    { name: "mat-ong.png", mimeType: "image/png", buffer: photo },
    { name: "khac.png", mimeType: "image/png", buffer: photo },
  ]);
  await expect(page.getByRole("img", { name: "hình 2" })).toBeVisible();
  await page.getByRole("button", { name: "Bỏ hình 2" }).click();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: "Đăng tin bán", exact: true }).click();
  await expect(page).toHaveURL(/\/cua-toi$/);

  await page
    .locator("article", { hasText: "Mật ong" })
    .first()
    .getByRole("link")
    .first()
    .click();
  await settled(page);
  const address = page.url();
  await page.context().clearCookies(); // whoever looks at it next is logged in nowhere
  await page.evaluate(() => localStorage.clear());
  await page.goto(address);
  const shown = page.getByRole("img", { name: /Mật ong.*, hình 1/ });
  await expect(shown).toBeVisible();
  await expect
    .poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);
  await expectAccessible(page);
});

test("a spreadsheet is checked by line and column before it is posted", async ({
  page,
  enter,
}) => {
  const heads =
    'Sản phẩm,Số lượng,Đơn vị tính,Từ ngày,Đến ngày,"Xã, phường",Giá bán';
  const year = new Date().getFullYear() + 1;
  const good = `tôm sú,"1,5",tấn,5/1/${year},15/1/${year},Xã Năm Căn,250.000.000`;
  const bad = `cây không có,nhiều,tấn,5/1/${year},1/1/${year},Xã Năm Căn,1`;
  const file = (...rows: string[]) => ({
    name: "tin-ban.csv",
    mimeType: "text/csv",
    buffer: Buffer.from([heads, ...rows].join("\n")),
  });
  await enter("supplier");
  await page.goto("/dang-tin/bang-tinh");
  await page.getByLabel("Tệp bảng tính").setInputFiles(file(good, bad));
  await page.getByRole("button", { name: "Kiểm tra tệp" }).click();
  await expect(page.locator("main").getByRole("status")).toContainText(
    "Có 3 chỗ cần sửa.",
  );
  const faults = page.getByRole("region", { name: "Những chỗ cần sửa" });
  await expect(faults).toContainText("B · Số lượng");
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await page.getByLabel("Tệp bảng tính").setInputFiles(file(good));
  await page.getByRole("button", { name: "Kiểm tra tệp" }).click();
  await expect(page.locator("main").getByRole("status")).toContainText(
    "Tệp đúng cả",
  );
  await page.getByRole("button", { name: "Đăng 1 tin" }).click();
  await expect(page).toHaveURL(/\/cua-toi$/);
  await expect(
    page.locator("article", { hasText: "Tôm sú" }).first(),
  ).toContainText("Còn 1,5 tấn trên 1,5 tấn");
});
