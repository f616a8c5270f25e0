// A matching from the broker's press to its report.
import { expect, type Page } from "@playwright/test";
import { settled } from "./checks";

/** Asks for a run, opens its own report and tells its id: until it is there the page shows the run before it. */
export async function runAndRead(page: Page): Promise<string> {
  await page.goto("/dieu-phoi");
  const asked = page.waitForResponse(
    (answer) =>
      answer.url().endsWith("/api/v1/match-runs") && answer.status() === 202,
  );
  await page.getByRole("button", { name: "Chạy kết nối" }).click();
  const { id } = (await (await asked).json()) as { id: string };
  const link = page.getByRole("link", { name: "Đọc báo cáo" });
  await expect(link).toHaveAttribute("href", new RegExp(id), {
    timeout: 60_000,
  });
  await link.click();
  await settled(page);
  return id;
}
