// What every page must bear: no accessibility fault, no sideways scroll, no raw message key, a heading of its own.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const NARROWEST = 320; // px

/** Waits until the page shows what it came for: nothing is loading any more. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator("main h1")).toBeVisible();
  await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
}

export async function expectAccessible(page: Page): Promise<void> {
  const result = await new AxeBuilder({ page })
    .options({ resultTypes: ["violations"] })
    .analyze();
  const found = result.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`,
  );
  expect(found, `axe on ${page.url()}`).toEqual([]);
}

export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const size = page.viewportSize();
  await page.setViewportSize({ width: NARROWEST, height: 700 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, `${page.url()} at ${NARROWEST} px`).toBeLessThanOrEqual(
    NARROWEST,
  );
  if (size) await page.setViewportSize(size);
}

/** A key such as `market.title` on the page is a message that was not fetched or does not exist. */
export async function expectWords(page: Page): Promise<void> {
  const text = await page.locator("body").innerText();
  const keys =
    text.match(/(?<![\w./@-])[a-z]+\.[a-z]+[A-Z]?\w*(?![\w./@-])/g) ?? [];
  const raw = keys.filter(
    (word) => !/\.(vn|com|org|net|io|gov|edu|html|xml|csv|xlsx)$/.test(word),
  );
  expect(raw, `raw keys on ${page.url()}`).toEqual([]);
}
