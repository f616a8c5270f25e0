// What every test here has: the program, its address, a guarded page, and the demonstration roles.
import { expect, test as base, type Page } from "@playwright/test";
import { startServer, type Server } from "./server";

export type Role = "supplier" | "buyer" | "broker" | "auditor";
type Account = {
  login: string;
  password: string;
  role: string;
  organisation: string;
};
type Guard = { expectProblem: (status: number) => void };
type Fixtures = {
  guard: Guard;
  enter: (role: Role, page?: Page) => Promise<Account>;
  actor: (role: Role) => Promise<Page>;
};

export const test = base.extend<Fixtures, { server: Server }>({
  server: [
    // Playwright wants the destructured pattern even where nothing is needed.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 150_000 },
  ],

  baseURL: async ({ server }, use) => use(server.url),

  /** Any error in the console, of a script or of the security policy fails the test. */
  guard: [
    async ({ page }, use) => {
      const allowed = new Set<number>();
      const faults: string[] = [];
      listen(page, faults, allowed);
      await use({ expectProblem: (status) => allowed.add(status) });
      expect(faults, "errors in the console").toEqual([]);
    },
    { auto: true },
  ],

  enter: async ({ page, request }, use) => {
    const accounts = await demoAccounts(request);
    await use(async (role, on = page) => {
      const account = accounts.find((candidate) => candidate.role === role);
      if (!account)
        throw new Error(`no demonstration account has the role ${role}`);
      await on.goto("/dang-nhap");
      await on.getByLabel("Số điện thoại hoặc e-mail").fill(account.login);
      await on.getByLabel("Mật khẩu").fill(account.password);
      await on.getByRole("button", { name: "Đăng nhập", exact: true }).click();
      await expect(on).not.toHaveURL(/dang-nhap/);
      return account;
    });
  },

  /** A page in a browser of its own for each role, so that both sides can be there at once. */
  actor: async ({ browser, server, enter }, use, info) => {
    const { viewport, isMobile, hasTouch, locale, timezoneId, reducedMotion } =
      info.project.use;
    const opened: { close: () => Promise<void> }[] = [];
    const faults: string[] = [];
    await use(async (role) => {
      const context = await browser.newContext({
        baseURL: server.url,
        viewport: viewport ?? null,
        ...(isMobile === undefined ? {} : { isMobile }),
        ...(hasTouch === undefined ? {} : { hasTouch }),
        ...(locale ? { locale } : {}),
        ...(timezoneId ? { timezoneId } : {}),
        ...(reducedMotion ? { reducedMotion } : {}),
      });
      opened.push(context);
      const page = await context.newPage();
      listen(page, faults, new Set());
      await enter(role, page);
      return page;
    });
    for (const context of opened) await context.close();
    expect(faults, "errors in the console").toEqual([]);
  },
});

function listen(page: Page, faults: string[], allowed: Set<number>): void {
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    const status = Number(/status of (\d+)/.exec(message.text())?.[1]);
    if (!allowed.has(status))
      faults.push(`${message.text()} ${message.location().url}`);
  });
}

async function demoAccounts(request: {
  get: (url: string) => Promise<{ json: () => Promise<unknown> }>;
}): Promise<Account[]> {
  const answer = await request.get("/api/v1/sessions/demo-accounts");
  return ((await answer.json()) as { items: Account[] }).items;
}

export { expect };
