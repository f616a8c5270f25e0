//! The printable report: what was matched, what was left, and why. One page of HTML that needs nothing else.

mod groups;
mod lists;

use askama::Template;
use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::quantity::BaseUnit;
use chonoi_matching::market::Market;
use chonoi_matching::plan::Plan;
use chonoi_matching::policy::Policy;

use super::format;
use groups::{GroupRow, ProductRow};
use lists::{MatchRow, MissRow, RestRow};

/// What the page shows; all texts are ready to be read.
#[derive(Template)]
#[template(path = "report.html")]
struct Report {
    totals: Vec<(&'static str, String)>,
    products: Vec<ProductRow>,
    provinces: Vec<GroupRow>,
    suppliers: Vec<GroupRow>,
    matches: Vec<MatchRow>,
    unsold: Vec<RestRow>,
    unmet: Vec<RestRow>,
    misses: Vec<MissRow>,
    policy: String,
}

/// The page.
///
/// # Errors
/// The policy or the page cannot be written, which no input causes.
pub(super) fn render(
    catalogue: &Catalogue,
    market: &Market,
    policy: &Policy,
    plan: &Plan,
) -> anyhow::Result<String> {
    let lists = lists::Lists::new(catalogue, market);
    let groups = groups::Groups::of(catalogue, market, plan);
    let report = Report {
        totals: totals(plan),
        products: groups.products(),
        provinces: groups.provinces(),
        suppliers: groups.suppliers(),
        matches: lists.matches(plan),
        unsold: lists.unsold(plan),
        unmet: lists.unmet(plan),
        misses: lists.misses(plan),
        policy: policy.to_toml()?,
    };
    let mut page = report.render()?;
    page.push('\n');
    Ok(page)
}

fn totals(plan: &Plan) -> Vec<(&'static str, String)> {
    let totals = &plan.totals;
    let mut rows = vec![
        ("Chào bán", format::whole(count(totals.offers))),
        ("Nhu cầu", format::whole(count(totals.requests))),
        ("Kết nối", format::whole(count(plan.allocations.len()))),
    ];
    for volume in &totals.volumes {
        let label = match volume.base_unit {
            BaseUnit::Gram => "Khớp (chào bán / nhu cầu), theo cân",
            BaseUnit::Millilitre => "Khớp (chào bán / nhu cầu), theo lít",
            BaseUnit::Piece => "Khớp (chào bán / nhu cầu), theo quả",
        };
        let text = format!(
            "{} ({} / {})",
            format::quantity(volume.matched, volume.base_unit),
            format::quantity(volume.offered, volume.base_unit),
            format::quantity(volume.requested, volume.base_unit)
        );
        rows.push((label, text));
    }
    rows.push(("Trị giá theo giá mua", format::dong(totals.value)));
    rows.push(("Cước vận chuyển", format::dong(totals.freight)));
    rows.push((
        "Giá mua còn hơn giá chào, cước, bốc xếp",
        format::dong(totals.margin),
    ));
    rows.push((
        "Kết nối dưới lô tối thiểu",
        format::whole(count(totals.below_minimum_lot)),
    ));
    rows.push((
        "Mục tiêu đã tối ưu (phần nghìn đồng)",
        format::whole(plan.flow_objective),
    ));
    rows.push(("Cận dưới đã chứng minh", format::whole(plan.certificate.bound)));
    rows.push(("Cặp phù hợp đã xét", format::whole(count(plan.certificate.pairs))));
    rows
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
