// The browser tests: Debian's Chromium, at the two sizes people use, against the real program.
import { defineConfig } from "@playwright/test";

const CHROMIUM = process.env.CHONOI_TEST_CHROMIUM ?? "/usr/bin/chromium";

export default defineConfig({
  testDir: ".",
  timeout: 90_000,
  expect: { timeout: 10_000 },
  fullyParallel: false,
  workers: 1, // one server at a time: the machines that run this have two cores
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  reporter: [["list"], ["./helpers/closing-line.ts"]],
  use: {
    actionTimeout: 15_000,
    locale: "vi-VN",
    timezoneId: "Asia/Ho_Chi_Minh",
    reducedMotion: "reduce",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: CHROMIUM,
      args: ["--no-sandbox", "--disable-dev-shm-usage"],
    },
  },
  projects: [
    {
      name: "phone",
      use: {
        viewport: { width: 390, height: 844 },
        isMobile: true,
        hasTouch: true,
      },
    },
    { name: "desk", use: { viewport: { width: 1440, height: 900 } } },
  ],
});
