// The real program on a free port with a database of its own, filled with the demonstration market.
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../../..");
const START = 120_000; // ms; the first start loads and matches the demonstration market
const END = 10_000; // ms

export type Server = { url: string; stop: () => Promise<void> };

/** Starts the program, or uses one that already runs where CHONOI_TEST_URL names it. */
export async function startServer(): Promise<Server> {
  const running = process.env.CHONOI_TEST_URL;
  if (running) return { url: running, stop: () => Promise.resolve() };

  const binary =
    process.env.CHONOI_TEST_BINARY ?? join(ROOT, "target/debug/chonoi");
  if (!existsSync(binary))
    throw new Error(`${binary} is missing: build the program first`);
  if (!existsSync(join(ROOT, "web/dist/index.html")))
    throw new Error("web/dist is missing: build the front end first");

  const data = mkdtempSync(join(tmpdir(), "chonoi-browser-"));
  const child = spawn(binary, ["serve"], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH ?? "",
      CHONOI_LISTEN: "127.0.0.1:0",
      CHONOI_DATA_DIR: data,
      CHONOI_DEMO: "true",
      CHONOI_LOG: "warn",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = async () => {
    await ended(child);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    const url = await address(child);
    await ready(url, child);
    return { url, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

function address(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const found = /Chợ Nổi: (http:\/\/\S+)/.exec(said);
      if (found?.[1]) resolve(found[1]);
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("exit", (code) =>
      reject(
        new Error(
          `the program ended with ${code} before it listened:\n${said}`,
        ),
      ),
    );
    child.once("error", reject);
  });
}

/** Ready means: the demonstration market is loaded and matched. */
async function ready(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + START;
  while (Date.now() < until) {
    if (child.exitCode !== null)
      throw new Error(
        `the program ended with ${child.exitCode} while it got ready`,
      );
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((wait) => setTimeout(wait, 250));
  }
  throw new Error(`not ready after ${START / 1000} s`);
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill("SIGKILL"), END);
    child.once("exit", () => {
      clearTimeout(force);
      resolve();
    });
    child.kill("SIGTERM");
  });
}
