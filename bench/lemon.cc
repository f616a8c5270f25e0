// LEMON on a min-cost-flow file: lemon simplex|scaling whole|split FILE. The last line is one JSON object, the
// time is that of the solver's run alone.
#include <lemon/cost_scaling.h>
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <numeric>
#include <vector>

struct Arc { int tail, head; long long capacity, cost; };

static int first(std::vector<int>& before, int node) {
    while (before[node] != node) node = before[node] = before[before[node]];
    return node;
}

template <class Solver>
static bool solve(int nodes, const std::vector<long long>& supply, const std::vector<Arc>& arcs, double& seconds,
                  __int128& optimum) {
    lemon::SmartDigraph graph;
    graph.reserveNode(nodes);
    graph.reserveArc(static_cast<int>(arcs.size()));
    for (int i = 0; i < nodes; ++i) graph.addNode();
    lemon::SmartDigraph::ArcMap<long long> capacity(graph), cost(graph);
    lemon::SmartDigraph::NodeMap<long long> balance(graph, 0);
    for (int i = 0; i < nodes; ++i) balance[graph.nodeFromId(i)] = supply[i];
    for (const Arc& a : arcs) {
        auto arc = graph.addArc(graph.nodeFromId(a.tail), graph.nodeFromId(a.head));
        capacity[arc] = a.capacity;
        cost[arc] = a.cost;
    }
    Solver solver(graph);
    solver.upperMap(capacity).costMap(cost).supplyMap(balance);
    auto start = std::chrono::steady_clock::now();
    auto status = solver.run();
    seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    optimum += static_cast<__int128>(solver.template totalCost<long long>());
    return status == Solver::OPTIMAL;
}

template <class Solver>
static bool all(bool split, int nodes, std::vector<long long>& supply, std::vector<Arc>& arcs, double& seconds,
                __int128& optimum) {
    if (!split) return solve<Solver>(nodes, supply, arcs, seconds, optimum);
    std::vector<int> before(nodes);
    std::iota(before.begin(), before.end(), 0);
    for (const Arc& a : arcs) before[first(before, a.tail)] = first(before, a.head);
    std::vector<int> local(nodes), part(nodes, -1);
    std::vector<std::vector<long long>> supplies;
    for (int i = 0; i < nodes; ++i) {
        int root = first(before, i);
        if (part[root] < 0) { part[root] = static_cast<int>(supplies.size()); supplies.emplace_back(); }
        local[i] = static_cast<int>(supplies[part[root]].size());
        supplies[part[root]].push_back(supply[i]);
    }
    std::vector<std::vector<Arc>> parts(supplies.size());
    for (const Arc& a : arcs)
        parts[part[first(before, a.tail)]].push_back({local[a.tail], local[a.head], a.capacity, a.cost});
    std::vector<Arc>().swap(arcs);
    for (size_t p = 0; p < parts.size(); ++p)
        if (!solve<Solver>(static_cast<int>(supplies[p].size()), supplies[p], parts[p], seconds, optimum)) return false;
    return true;
}

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    std::FILE* file = std::fopen(argv[3], "r");
    if (!file) return 2;
    int nodes = 0;
    std::vector<long long> supply;
    std::vector<Arc> arcs;
    char line[256];
    while (std::fgets(line, sizeof line, file)) {
        long long a, b, low, capacity, cost;
        if (std::sscanf(line, "p min %lld %lld", &a, &b) == 2) { nodes = a; supply.assign(nodes, 0); arcs.reserve(b); }
        else if (std::sscanf(line, "n %lld %lld", &a, &b) == 2) supply[a - 1] = b;
        else if (std::sscanf(line, "a %lld %lld %lld %lld %lld", &a, &b, &low, &capacity, &cost) == 5)
            arcs.push_back({int(a - 1), int(b - 1), capacity, cost});
    }
    bool split = !std::strcmp(argv[2], "split"), simplex = !std::strcmp(argv[1], "simplex");
    double seconds = 0;
    __int128 optimum = 0;
    using Graph = lemon::SmartDigraph;
    bool ok = simplex ? all<lemon::NetworkSimplex<Graph, long long, long long>>(split, nodes, supply, arcs, seconds, optimum)
                      : all<lemon::CostScaling<Graph, long long, long long>>(split, nodes, supply, arcs, seconds, optimum);
    if (!ok) return 1;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    std::printf("{\"optimum\": %lld, \"solve_seconds\": %.6f, \"peak_bytes\": %lld}\n", (long long)optimum, seconds,
                usage.ru_maxrss * 1024LL);
}
