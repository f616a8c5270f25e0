"""Runs ours and the peers side by side and prints one table: table.py WORK [--quick] [--only NAME].

--quick leaves out what takes minutes; --only measures the instances whose names contain NAME.
"""

import json
import pathlib
import statistics
import subprocess
import sys

WORK, QUICK = pathlib.Path(sys.argv[1]), "--quick" in sys.argv
ONLY = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else ""
HERE = pathlib.Path(__file__).parent
OURS = pathlib.Path("target/release/examples")
PYTHON = [sys.executable, str(HERE / "peers.py")]
LEMON = [str(WORK / "lemon")]
LIMIT = 900

# (name, arguments of the generator or None, repetitions, HiGHS too)
INSTANCES = [
    ("1k", ["market", "1000", "1"], 5, True),
    ("10k", ["market", "10000", "1"], 5, True),
    ("10k, unit volumes", ["units", "10000", "1"], 5, True),
    ("10k, tight penalties", ["tight", "10000", "1"], 5, True),
    ("one product 4k x 4k", ["single", "4000", "1"], 5, False),
    ("transport 32k, as NETGEN draws", ["transport", "32768", "1"], 3, False),
    ("100k, support", ["support", "100000", "1"], 1, False),
    ("one product 30k x 30k, support", ["support-single", "30000", "1"], 1, False),
]
SOLVERS = [
    ("chonoi", [str(OURS / "dimacs")]),
    ("LEMON simplex, per product", LEMON + ["simplex", "split"]),
    ("LEMON scaling, per product", LEMON + ["scaling", "split"]),
    ("LEMON simplex, whole", LEMON + ["simplex", "whole"]),
    ("OR-Tools, per product", PYTHON + ["ortools", "split"]),
    ("OR-Tools, whole", PYTHON + ["ortools", "whole"]),
    ("HiGHS, whole", PYTHON + ["highs", "whole"]),
]


def run(command, path):
    try:
        done = subprocess.run([*command, str(path)], capture_output=True, text=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        return None
    return json.loads(done.stdout.strip().splitlines()[-1])


def measure(name, arguments, times, with_highs):
    path = WORK / f"{'-'.join(arguments)}.min"
    if not path.exists() and subprocess.run([str(OURS / "instances"), *arguments, str(path)]).returncode:
        print(f"| {name} | no such instance | | | | |")
        return
    solvers = [s for s in SOLVERS if with_highs or not s[0].startswith("HiGHS")]
    runs = {solver: [] for solver, _ in solvers}
    for turn in range(times):  # in turn, so that the machine's mood is shared
        for solver, command in solvers:
            if turn and solver.startswith("HiGHS"):
                continue  # once is enough to see that the optimum is the same
            runs[solver].append(run(command, path))
    ours = statistics.median(r["solve_seconds"] for r in runs["chonoi"])
    optimum = runs["chonoi"][0]["optimum"]
    for solver, results in runs.items():
        if None in results:
            print(f"| {name} | {solver} | failed or over {LIMIT} s | | | |", flush=True)
            continue
        seconds = statistics.median(r["solve_seconds"] for r in results)
        same = "equal" if all(r["optimum"] == optimum for r in results) else str(results[0]["optimum"] - optimum)
        peak = max(r["peak_bytes"] for r in results) / 1e6
        print(f"| {name} | {solver} | {seconds:.3f} | {seconds / ours:.1f} | {peak:.0f} | {same} |", flush=True)


print("| instance | solver | seconds | times ours | peak MB | optimum |\n|---|---|---:|---:|---:|---|")
for instance in INSTANCES:
    if ONLY in instance[0] and (not QUICK or instance[2] >= 5):
        measure(*instance)
