"""OR-Tools and HiGHS on a min-cost-flow file: peers.py ortools|highs whole|split FILE.

The last line is one JSON object; the time is that of the solver's run alone.
"""

import json
import resource
import sys
import time

import numpy as np


def load(path):
    supply, arcs = None, []
    with open(path) as file:
        for line in file:
            if line[0] == "a":
                arcs.append(line[2:])
            elif line[0] == "n":
                _, node, value = line.split()
                supply[int(node) - 1] = int(value)
            elif line[0] == "p":
                supply = np.zeros(int(line.split()[2]), dtype=np.int64)
    table = np.array([row.split() for row in arcs], dtype=np.int64).reshape(-1, 5)
    return supply, table[:, 0] - 1, table[:, 1] - 1, table[:, 3], table[:, 4]


def parts(supply, tail, head, capacity, cost):
    """The connected components, nodes renumbered."""
    before = np.arange(len(supply))
    while True:
        low = np.minimum(before[tail], before[head])
        after = before.copy()
        np.minimum.at(after, tail, low)
        np.minimum.at(after, head, low)
        after = after[after]
        if (after == before).all():
            break
        before = after
    for root in np.unique(before):
        nodes, mine = np.flatnonzero(before == root), before[tail] == root
        local = {int(node): at for at, node in enumerate(nodes)}
        renumber = np.vectorize(local.__getitem__, otypes=[np.int64])
        if mine.any():
            yield supply[nodes], renumber(tail[mine]), renumber(head[mine]), capacity[mine], cost[mine]


def ortools(supply, tail, head, capacity, cost):
    from ortools.graph.python import min_cost_flow

    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, cost)
    solver.set_nodes_supplies(np.arange(len(supply)), supply)
    start = time.perf_counter()
    status = solver.solve()
    seconds = time.perf_counter() - start
    assert status == solver.OPTIMAL, status
    return solver.optimal_cost(), seconds


def highs(supply, tail, head, capacity, cost):
    import highspy

    lp = highspy.HighsLp()
    arcs, nodes = len(tail), len(supply)
    lp.num_col_, lp.num_row_ = arcs, nodes
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost.astype(float), np.zeros(arcs), capacity.astype(float)
    lp.row_lower_ = lp.row_upper_ = supply.astype(float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.arange(arcs + 1) * 2
    lp.a_matrix_.index_ = np.stack([tail, head], axis=1).ravel()
    lp.a_matrix_.value_ = np.tile([1.0, -1.0], arcs)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.passModel(lp)
    start = time.perf_counter()
    solver.run()
    seconds = time.perf_counter() - start
    flow = np.rint(np.array(solver.getSolution().col_value)).astype(np.int64)
    return sum(int(f) * int(c) for f, c in zip(flow[flow != 0], cost[flow != 0])), seconds


def main():
    name, how, path = sys.argv[1:4]
    graph = load(path)
    solve = {"ortools": ortools, "highs": highs}[name]
    optimum, seconds = 0, 0.0
    for part in parts(*graph) if how == "split" else [graph]:
        value, took = solve(*part)
        optimum, seconds = optimum + value, seconds + took
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"optimum": optimum, "solve_seconds": seconds, "peak_bytes": peak}))


main()
