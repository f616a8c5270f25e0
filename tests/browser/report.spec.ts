// The report as a paper: A4, every row, no controls.
import { expect, test } from "./helpers/test";
import { settled } from "./helpers/checks";

test("the report prints whole on A4 without controls", async ({
  page,
  isMobile,
}) => {
  test.skip(Boolean(isMobile), "one print is enough");
  await page.goto("/");
  await page.getByRole("link", { name: /đề xuất kết nối/ }).click();
  await settled(page);
  const rows = page
    .getByRole("region", { name: "Theo sản phẩm" })
    .locator("tbody tr");
  const short = await rows.count();
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  expect(await rows.count()).toBeGreaterThanOrEqual(short);
  await expect(page.getByRole("button", { name: "In báo cáo" })).toBeHidden();
  await expect(
    page.getByRole("navigation", { name: "Các trang chính" }),
  ).toBeHidden();
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const box = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/.exec(
    pdf.toString("latin1"),
  );
  expect(Math.round(Number(box?.[1]))).toBeGreaterThanOrEqual(594); // A4 is 595 × 842 points
  expect(Math.round(Number(box?.[1]))).toBeLessThanOrEqual(596);
  expect(Math.round(Number(box?.[2]))).toBeGreaterThanOrEqual(841);
});
