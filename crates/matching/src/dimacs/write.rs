//! The network of a run as a file for any other solver.
//!
//! Every market is a component of its own: its offers, its requests, and one dummy node that takes what is
//! unsold and gives what is unmet. Arc capacities are what the arc can carry anyway, so they never bind.

use std::fmt::Write as _;

use crate::kernel::Transport;
use crate::network::Component;

/// The file's text. Its optimum is the plan's `flow_objective`.
pub(crate) fn write(components: &[Component<'_>], transports: &[Transport]) -> String {
    let mut file = File::default();
    for (component, transport) in components.iter().zip(transports) {
        file.component(component, transport);
    }
    format!(
        "c objective: minimise, in thousandths of a dong\n\
         c arc costs: dong per 1000 base units (g, ml or pieces); supplies and flows: base units\n\
         p min {} {}\n{}{}",
        file.nodes, file.arc_count, file.descriptors, file.arcs
    )
}

#[derive(Default)]
struct File {
    nodes: usize,
    arc_count: usize,
    descriptors: String,
    arcs: String,
}

impl File {
    fn component(&mut self, component: &Component<'_>, transport: &Transport) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.descriptors, "c market {}", component.product);
        let first_offer = self.nodes + 1;
        for (post, terminal) in component.posts.offers.iter().zip(transport.offers()) {
            self.node("offer", &post.post.id, terminal.quantity);
        }
        let first_request = self.nodes + 1;
        for (post, terminal) in component.posts.requests.iter().zip(transport.requests()) {
            let mut name = post.post.id.clone();
            if post.post.daily_quantity.is_some() {
                let _ = write!(name, " {}", post.post.delivery.to());
            }
            self.node("request", &name, -terminal.quantity);
        }
        let sides = component.sides.names.iter();
        let pseudo = transport.requests().iter().skip(component.posts.requests.len());
        for (name, terminal) in sides.zip(pseudo) {
            self.node("limit", name, -terminal.quantity);
        }
        let sum =
            |side: &[crate::kernel::Terminal]| side.iter().map(|terminal| terminal.quantity).sum::<i64>();
        self.node(
            "dummy",
            component.product.as_str(),
            sum(transport.requests()) - sum(transport.offers()),
        );
        let dummy = self.nodes;
        for (node, terminal) in (first_offer..).zip(transport.offers()) {
            self.arc(node, dummy, terminal.quantity, terminal.slack_cost);
        }
        for (node, terminal) in (first_request..).zip(transport.requests()) {
            self.arc(dummy, node, terminal.quantity, terminal.slack_cost);
        }
        for pair in transport.pairs() {
            let (i, j) = (
                crate::kernel::index(pair.offer),
                crate::kernel::index(pair.request),
            );
            let ends = transport.offers().get(i).zip(transport.requests().get(j));
            if let Some((offer, request)) = ends {
                let most = offer.quantity.min(request.quantity);
                self.arc(first_offer + i, first_request + j, most, pair.cost);
            }
        }
    }

    fn node(&mut self, kind: &str, name: &str, supply: i64) {
        self.nodes += 1;
        let _ = writeln!(self.descriptors, "c node {} {kind} {name}", self.nodes);
        if supply != 0 {
            let _ = writeln!(self.descriptors, "n {} {supply}", self.nodes);
        }
    }

    fn arc(&mut self, tail: usize, head: usize, capacity: i64, cost: i64) {
        self.arc_count += 1;
        let _ = writeln!(self.arcs, "a {tail} {head} 0 {capacity} {cost}");
    }
}
