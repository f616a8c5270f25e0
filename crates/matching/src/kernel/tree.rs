//! The basis: a rooted spanning tree in preorder, with the flow of each node's arc to its parent.
//!
//! The nodes form one circular doubly linked list in preorder, so a subtree is the run from its top to its
//! `last` node. Moving a subtree is cutting and joining runs of that list; nothing is searched for. `size`
//! finds the apex of a cycle and tells which side of a cut is the smaller.
#![expect(
    clippy::indexing_slicing,
    reason = "node numbers are below `nodes.len()` by construction and stay in the tree"
)]

use super::problem::index;

/// No parent: only the root.
pub(super) const NONE: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
struct Node {
    parent: u32,
    /// Previous in preorder.
    prev: u32,
    /// Last node, in preorder, of the subtree under this node.
    last: u32,
    /// Number of nodes in that subtree, this one included.
    size: u32,
    /// Flow on the arc between this node and its parent.
    flow: i64,
}

/// The cycle that an entering arc closes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cycle {
    /// The node of it that is nearest to the root.
    pub(super) apex: u32,
    /// Least flow that shrinks between tail and apex, and the lower node of its arc.
    pub(super) on_tail_side: (i64, u32),
    /// The same between head and apex.
    pub(super) on_head_side: (i64, u32),
    /// Arcs of the cycle that are in the tree.
    pub(super) length: usize,
}

/// A spanning tree with flows.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// Next in preorder; the last node's next is the root. Apart from the rest, because moving potentials reads
    /// nothing else, and in a large tree that is most of the work.
    next: Vec<u32>,
}

impl Tree {
    /// A star: every other node hangs on `root` (the highest number) with the given flow on its arc.
    pub(super) fn star(flows: impl Iterator<Item = i64>, root: u32) -> Self {
        let mut nodes: Vec<Node> = flows
            .zip(0..root)
            .map(|(flow, node)| Node {
                parent: root,
                prev: if node == 0 { root } else { node - 1 },
                last: node,
                size: 1,
                flow,
            })
            .collect();
        let last = root.saturating_sub(1);
        nodes.push(Node {
            parent: NONE,
            prev: last,
            last,
            size: root + 1,
            flow: 0,
        });
        let next = (1..=root).chain([0]).collect();
        Self { nodes, next }
    }

    /// A tree from the parent and the flow of every node but the root (the highest number). The parents lead to the root.
    pub(super) fn grown(parents: &[u32], flows: &[i64]) -> Self {
        let root = u32::try_from(parents.len()).unwrap_or(u32::MAX);
        let count = parents.len() + 1;
        // Children as linked lists, the lowest number first.
        let (mut first, mut sibling) = (vec![NONE; count], vec![NONE; count]);
        for node in (0..root).rev() {
            let parent = index(parents[index(node)]);
            sibling[index(node)] = first[parent];
            first[parent] = node;
        }
        let mut nodes: Vec<Node> = parents
            .iter()
            .zip(flows)
            .map(|(&parent, &flow)| Node {
                parent,
                prev: NONE,
                last: NONE,
                size: 1,
                flow,
            })
            .collect();
        nodes.push(Node {
            parent: NONE,
            prev: NONE,
            last: NONE,
            size: 1,
            flow: 0,
        });
        let mut order = Vec::with_capacity(count);
        let mut stack = vec![root];
        while let Some(node) = stack.pop() {
            order.push(node);
            let (from, mut child) = (stack.len(), first[index(node)]);
            while child != NONE {
                stack.push(child);
                child = sibling[index(child)];
            }
            stack[from..].reverse();
        }
        let mut next = vec![root; count];
        for pair in order.windows(2) {
            next[index(pair[0])] = pair[1];
            nodes[index(pair[1])].prev = pair[0];
        }
        if let Some(&end) = order.last() {
            nodes[index(root)].prev = end;
        }
        for &node in order.iter().rev() {
            if nodes[index(node)].last == NONE {
                nodes[index(node)].last = node;
            }
            let Node {
                parent, last, size, ..
            } = nodes[index(node)];
            if parent != NONE {
                let above = &mut nodes[index(parent)];
                above.size += size;
                if above.last == NONE {
                    above.last = last;
                }
            }
        }
        Self { nodes, next }
    }

    /// The same tree under other numbers: node `k` of the result is node `olds[k]` of this one.
    pub(super) fn renumbered(&self, olds: &[u32]) -> Self {
        let mut news = vec![NONE; olds.len()];
        for (new, &old) in (0..).zip(olds) {
            news[index(old)] = new;
        }
        let new = |old: u32| if old == NONE { NONE } else { news[index(old)] };
        let node = |&old: &u32| {
            let node = self.nodes[index(old)];
            Node {
                parent: new(node.parent),
                prev: new(node.prev),
                last: new(node.last),
                ..node
            }
        };
        Self {
            nodes: olds.iter().map(node).collect(),
            next: olds.iter().map(|&old| new(self.next(old))).collect(),
        }
    }

    /// The nodes in preorder, the root first.
    pub(super) fn preorder(&self) -> impl Iterator<Item = u32> + '_ {
        let root = u32::try_from(self.nodes.len() - 1).unwrap_or(u32::MAX);
        std::iter::successors(Some(root), move |&node| {
            Some(self.next(node)).filter(|&next| next != root)
        })
    }

    pub(super) fn parent(&self, node: u32) -> u32 {
        self.nodes[index(node)].parent
    }

    pub(super) fn next(&self, node: u32) -> u32 {
        self.next[index(node)]
    }

    pub(super) fn last(&self, node: u32) -> u32 {
        self.nodes[index(node)].last
    }

    pub(super) fn size(&self, node: u32) -> u32 {
        self.nodes[index(node)].size
    }

    pub(super) fn flow(&self, node: u32) -> i64 {
        self.nodes[index(node)].flow
    }

    /// The lowest node above (or at) both. Of two different nodes the one with the smaller subtree cannot
    /// be above the other, so it is the one to climb from.
    #[cfg(test)]
    pub(super) fn apex(&self, mut left: u32, mut right: u32) -> u32 {
        while left != right {
            if self.size(left) < self.size(right) {
                left = self.parent(left);
            } else {
                right = self.parent(right);
            }
        }
        left
    }

    /// What an arc from `tail` to `head` closes: the apex of the cycle, and on either side of it the arc that
    /// the new flow empties first, with its flow (`i64::MAX` where nothing on that side loses flow).
    ///
    /// Only arcs against the cycle lose flow: those of offers (below `offers`) on the tail's side, those of
    /// requests on the head's. Of equal flows each side keeps the last one met on the cycle as it runs from
    /// the apex down to the tail, over the new arc, and up from the head.
    pub(super) fn cycle(&self, tail: u32, head: u32, offers: u32) -> Cycle {
        let (mut left, mut right) = (tail, head);
        let (mut on_left, mut on_right) = ((i64::MAX, NONE), (i64::MAX, NONE));
        let (mut left_size, mut right_size) = (self.size(tail), self.size(head));
        let mut length = 0;
        while left != right {
            length += 1;
            if left_size < right_size {
                let Node { parent, flow, .. } = self.nodes[index(left)];
                if left < offers && flow < on_left.0 {
                    on_left = (flow, left);
                }
                left = parent;
                left_size = self.size(left);
            } else {
                let Node { parent, flow, .. } = self.nodes[index(right)];
                if right >= offers && flow <= on_right.0 {
                    on_right = (flow, right);
                }
                right = parent;
                right_size = self.size(right);
            }
        }
        Cycle {
            apex: left,
            on_tail_side: on_left,
            on_head_side: on_right,
            length,
        }
    }

    /// Sends `amount` round the cycle of an arc from `tail` to `head` under `apex`.
    pub(super) fn push(&mut self, tail: u32, head: u32, apex: u32, offers: u32, amount: i64) {
        for (start, of_offers) in [(tail, -amount), (head, amount)] {
            let mut at = start;
            while at != apex {
                let node = &mut self.nodes[index(at)];
                node.flow += if at < offers { of_offers } else { -of_offers };
                at = node.parent;
            }
        }
    }

    /// Cuts the subtree under `out` off its parent, makes `inner` (a node of it) its top and hangs it on
    /// `onto` with the given flow. `apex` is the lowest node above both the old and the new place.
    pub(super) fn regraft(&mut self, out: u32, inner: u32, onto: u32, apex: u32, flow: i64) {
        let moved = self.size(out);
        self.detach(out, apex, moved);
        let end = self.reroot(out, inner, moved, flow);
        self.attach(inner, end, onto, apex, moved);
    }

    fn link(&mut self, before: u32, after: u32) {
        self.next[index(before)] = after;
        self.nodes[index(after)].prev = before;
    }

    /// Takes the run of `out` out of the list and out of its ancestors' `last` and `size`.
    fn detach(&mut self, out: u32, apex: u32, moved: u32) {
        let Node {
            parent,
            prev: before,
            last: end,
            ..
        } = self.nodes[index(out)];
        self.link(before, self.next(end));
        self.replace_last(parent, end, before);
        let mut above = parent;
        while above != apex {
            self.nodes[index(above)].size -= moved;
            above = self.parent(above);
        }
    }

    /// Puts the run `top ..= end` right behind `onto`, as its first child.
    fn attach(&mut self, top: u32, end: u32, onto: u32, apex: u32, moved: u32) {
        let behind = self.next(onto);
        self.link(onto, top);
        self.link(end, behind);
        self.nodes[index(top)].parent = onto;
        self.replace_last(onto, onto, end);
        let mut above = onto;
        while above != apex {
            self.nodes[index(above)].size += moved;
            above = self.parent(above);
        }
    }

    /// From `from` towards the root, every subtree that ended at `old` now ends at `new`.
    fn replace_last(&mut self, from: u32, old: u32, new: u32) {
        let mut node = from;
        while node != NONE && self.last(node) == old {
            self.nodes[index(node)].last = new;
            node = self.parent(node);
        }
    }

    /// Turns the detached run under `out` so that `inner` is on top, and returns its new last node.
    ///
    /// The path from `inner` up to `out` is turned round. The new preorder is the old run of `inner`, then
    /// for each node of the path what its old run held beside the run of the path node below it.
    fn reroot(&mut self, out: u32, inner: u32, moved: u32, entering: i64) -> u32 {
        let mut end = self.last(inner);
        let mut child = inner;
        let mut child_last = end;
        let (mut before, mut behind) = (self.nodes[index(inner)].prev, self.next(end));
        let mut child_size = self.size(inner);
        let mut carried = std::mem::replace(&mut self.nodes[index(inner)].flow, entering);
        let mut above = self.parent(inner);
        self.nodes[index(inner)].size = moved;
        while child != out {
            let Node {
                parent,
                prev,
                last,
                size,
                flow,
                ..
            } = self.nodes[index(above)];
            // Read before anything is relinked: the end of `above` may be where the new order goes on.
            let above_behind = if last == child_last {
                behind
            } else {
                self.next(last)
            };
            let rest_end = if last == child_last {
                before
            } else {
                self.link(before, behind);
                last
            };
            self.link(end, above);
            end = rest_end;
            let node = &mut self.nodes[index(above)];
            node.parent = child;
            node.size = moved - child_size;
            node.flow = carried;
            (child, child_last, child_size, carried) = (above, last, size, flow);
            (before, behind, above) = (prev, above_behind, parent);
        }
        self.end_path(out, inner, end);
        end
    }

    /// Every node of the turned path now ends where the whole run ends.
    fn end_path(&mut self, out: u32, inner: u32, end: u32) {
        let mut node = out;
        loop {
            self.nodes[index(node)].last = end;
            if node == inner {
                return;
            }
            node = self.parent(node);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Tree {
        /// Recomputes preorder, sizes and last nodes from the parents alone and compares.
        fn check(&self) {
            let root = u32::try_from(self.nodes.len() - 1).unwrap();
            let mut seen = Vec::new();
            let mut node = root;
            loop {
                seen.push(node);
                assert_eq!(self.nodes[index(self.next(node))].prev, node, "links agree");
                node = self.next(node);
                if node == root {
                    break;
                }
                assert!(seen.len() < self.nodes.len(), "the list closes");
            }
            assert_eq!(seen.len(), self.nodes.len(), "every node is listed");
            for &top in &seen {
                let under = |node: &&u32| {
                    let mut up = **node;
                    while up != NONE && up != top {
                        up = self.parent(up);
                    }
                    up == top
                };
                let members: Vec<u32> = seen.iter().filter(under).copied().collect();
                let at = seen.iter().position(|&node| node == top).unwrap();
                assert_eq!(members, seen[at..at + members.len()], "subtree of {top} is a run");
                assert_eq!(self.size(top), u32::try_from(members.len()).unwrap());
                assert_eq!(self.last(top), *members.last().unwrap());
            }
        }
    }

    #[test]
    fn random_moves_keep_the_preorder() {
        for seed in 0..60u64 {
            let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
            let mut pick = |bound: u32| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                u32::try_from(state % u64::from(bound)).unwrap()
            };
            let root = 2 + pick(14);
            let mut tree = Tree::star((0..root).map(i64::from), root);
            tree.check();
            for _ in 0..80 {
                let out = pick(root);
                let inside = |tree: &Tree, node: u32| {
                    let mut up = node;
                    while up != NONE && up != out {
                        up = tree.parent(up);
                    }
                    up == out
                };
                let members: Vec<u32> = (0..=root).filter(|&node| inside(&tree, node)).collect();
                let others: Vec<u32> = (0..=root).filter(|&node| !inside(&tree, node)).collect();
                let inner = members[index(pick(u32::try_from(members.len()).unwrap()))];
                let onto = others[index(pick(u32::try_from(others.len()).unwrap()))];
                let apex = tree.apex(inner, onto);
                tree.regraft(out, inner, onto, apex, 7);
                assert_eq!(tree.parent(inner), onto);
                assert_eq!(tree.flow(inner), 7);
                tree.check();
            }
        }
    }
}
