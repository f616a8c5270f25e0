// The weights of matching: read with what each does, changed, refused by name, gone by, and back again.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, test } from "./helpers/test";
import {
  expectAccessible,
  expectNoSidewaysScroll,
  settled,
} from "./helpers/checks";
import { runAndRead } from "./helpers/runs";

test("the trade department changes the weights of the next run", async ({
  page,
  enter,
  guard,
}) => {
  guard.expectProblem(422);
  await enter("broker");
  await page.goto("/dieu-phoi");
  await page.getByRole("link", { name: "Trọng số" }).click();
  await settled(page);
  await expect(
    page.getByRole("heading", { name: "Trọng số kết nối" }),
  ).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  const fair = page.getByLabel("Giá của phần còn lại");
  await fair.fill("200000000");
  await page.getByRole("button", { name: "Dùng từ lần kết nối sau" }).click();
  await expect(page.getByRole("alert")).toContainText("100000000");
  await fair.fill("3.000");
  await page.getByRole("button", { name: "Dùng từ lần kết nối sau" }).click();
  await expect(
    page.getByText("Đã lưu, lần kết nối sau sẽ dùng."),
  ).toBeVisible();
  await expect(page.getByText(/Đang dùng bộ số thứ/)).toBeVisible();
  await page.reload();
  await expect(fair).toHaveValue("3.000");

  await test.step("a run goes by them and says what they cost", async () => {
    await runAndRead(page);
    const sharing = page.getByRole("region", { name: "Chia đều" });
    await expect(sharing).toContainText(/Giá của việc chia đều\s*[\d.]+\s*đ/);
    await expect(sharing).toContainText("bán được");
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Dữ liệu đầu vào" }).click();
    const input = await readFile(await (await download).path());
    const hash = createHash("sha256").update(input).digest("hex");
    await expect(page.getByText(hash.slice(0, 12))).toBeVisible();
    await page.goto("/dieu-phoi/trong-so");
  });

  await page
    .getByRole("button", { name: "Điền lại bộ số thông thường" })
    .click();
  await expect(fair).toHaveValue("0");
  await page.getByRole("button", { name: "Dùng từ lần kết nối sau" }).click();
  await expect(
    page.getByRole("button", { name: "Điền lại bộ số thông thường" }),
  ).toBeHidden();
});
